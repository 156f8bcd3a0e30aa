package io.tallyport.verifier;

import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.month;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.UnattributedMeterV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A month of a license whose meters keep subjects, with a void; each thing that is said of subjects is checked. */
class SubjectsCheckTest {

    private static final String JAN = "2026-01-01T00:00:00Z";
    private static final String FEB = "2026-02-01T00:00:00Z";
    private static final String AT = "2026-01-10T11:00:00Z";
    private static final String DOCUMENT = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"calls\",\"eventType\":\"call\",\"aggregation\":\"COUNT\",\"windows\":[\"MONTH\"],\"subjects\":true},"
            + "{\"id\":\"tokens\",\"eventType\":\"call\",\"aggregation\":\"SUM\",\"value\":\"n\",\"windows\":[\"MONTH\"]}],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\"}]}";

    private static StatementLog honest() {
        var log = new StatementLog()
                .tick("2026-01-10T12:00:00Z")
                .revision(1, DOCUMENT)
                .command(LicenseCommandKind.ISSUE, "c1", "small", Map.of(), "ISSUED", "")
                .counted("e1", List.of("a", "b/c"), AT, Map.of("n", 1L))
                .counted("e2", List.of("a"), AT, Map.of("n", 2L))
                .counted("e3", List.of(), AT, Map.of("n", 4L))
                .counted("e4", List.of("", ""), AT, Map.of("n", 8L))
                .reading(
                        month("calls", "", JAN, FEB, "4", 4, "OPEN"),
                        month("tokens", "", JAN, FEB, "15", 4, "OPEN"),
                        subject("a", "2", 2),
                        subject("a/b\\/c", "1", 1),
                        subject("/", "2", 2))
                .commit()
                .corrected(UsageKind.VOID, "e3", "v1", PeriodZone.OPEN)
                .reading(
                        month("calls", "", JAN, FEB, "3", 3, "OPEN"),
                        month("tokens", "", JAN, FEB, "11", 3, "OPEN"),
                        subject("/", "1", 1))
                .commit()
                .tick("2026-02-02T00:00:00Z");
        var certificate = log.certificate(4, 1, 0, 4, "e1", "e2", "e4");
        certificate.setUnattributed(new ArrayList<>(List.of(new UnattributedMeterV1("calls", 1, 1L, "1", ""))));
        log.statement(
                1,
                JAN,
                FEB,
                certificate,
                List.of(
                        StatementParts.total(line("small", "calls", "", JAN, FEB, "3", 3), "0", "", "3"),
                        StatementParts.total(line("small", "tokens", "", JAN, FEB, "11", 3), "0", "", "11")));
        return log.commit();
    }

    private static MeterReadingV1 subject(String path, String value, long events) {
        var reading = month("calls", "", JAN, FEB, value, events, "OPEN");
        reading.setSubject(path);
        return reading;
    }

    @Test
    void anHonestLogHasNoDifference() {
        var findings = honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(8, findings.checked().get("readings"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void aForgedReadingOfASubjectIsNamed(int value) {
        var findings = honest().change(
                        TopicCatalog.USAGE_READINGS,
                        0,
                        reading -> reading.getValues().get(value).setValue("7"))
                .check();
        assertTrue(findings.differenceCount() > 0);
    }

    @Test
    void aReadingOfAnotherSubjectIsUnfounded() {
        var findings = honest().change(
                        TopicCatalog.USAGE_READINGS,
                        0,
                        reading -> reading.getValues().get(3).setSubject("a/b/c"))
                .check();
        assertNamed(findings, "reading-unfounded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "events", "quantity", "meter", "version", "twice", "more", "error"})
    void aCertificateThatIsWrongAboutWhatIsOfNoSubjectIsNamed(String what) {
        var findings = honest().change(TopicCatalog.USAGE_STATEMENTS, 0, statement -> {
                    var parts = statement.getCertificate().getUnattributed();
                    switch (what) {
                        case "none" -> parts.clear();
                        case "events" -> parts.get(0).setEvents(2L);
                        case "quantity" -> parts.get(0).setQuantity("2");
                        case "meter" -> parts.get(0).setMeter("tokens");
                        case "version" -> parts.get(0).setMeterVersion(2);
                        case "error" -> parts.get(0).setRelativeError("0.012");
                        case "twice" -> parts.add(parts.get(0));
                        default -> parts.add(new UnattributedMeterV1("tokens", 1, 0L, "0", ""));
                    }
                })
                .check();
        assertNamed(findings, "statement-certificate");
    }

    private static void assertNamed(Findings findings, String law) {
        assertTrue(
                findings.differences().stream()
                        .anyMatch(difference -> difference.law().equals(law)),
                () -> law + ": " + findings.differences());
    }
}
