package io.tallyport.verifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageStatementV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two months in which events came that no license owns. */
class UnattributedCheckTest {

    private static final String USAGE = TopicCatalog.USAGE_EVENTS.name();

    private static StatementLog honest() {
        return new StatementLog()
                .tick("2026-01-10T12:00:00Z")
                .revision(1, StatementCheckTest.DOCUMENT)
                .command(LicenseCommandKind.ISSUE, "c1", "small", Map.of(), "ISSUED", "")
                .unowned("u1", "")
                .unowned("u2", "")
                .unowned("u3", "nobody")
                .commit()
                .tick("2026-02-02T00:00:00Z")
                .unowned("u4", "nobody")
                .unattributed(
                        "2026-01",
                        new UnattributedRowV1(USAGE, "LICENSE_MISSING", "acme/web", false, 2L),
                        new UnattributedRowV1(USAGE, "LICENSE_UNKNOWN", "acme/web", false, 1L))
                .commit()
                .tick("2026-03-02T00:00:00Z")
                .unattributed("2026-02", new UnattributedRowV1(USAGE, "LICENSE_UNKNOWN", "acme/web", false, 1L))
                .commit();
    }

    @Test
    void anHonestLogHasNoDifference() {
        var findings = honest().check();
        assertEquals(
                List.of(),
                findings.differences().stream()
                        .filter(difference -> !difference.law().equals("statement-missing"))
                        .toList());
        assertEquals(2, findings.checked().get("unattributed.certificates"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fewer",
                "more",
                "none",
                "source",
                "reason",
                "others",
                "twice",
                "partition",
                "name",
                "month",
                "early",
                "license",
                "sum"
            })
    void aForgedCertificateIsNamed(String what) {
        assertNamed(honest().change(TopicCatalog.USAGE_STATEMENTS, 0, forged(what)), "unattributed-certificate");
    }

    private static Consumer<UsageStatementV1> forged(String what) {
        return record -> {
            UnattributedUsageV1 said = Objects.requireNonNull(record.getUnattributed());
            var row = said.getRows().get(0);
            switch (what) {
                case "fewer" -> said.setRows(new ArrayList<>(said.getRows().subList(0, 1)));
                case "more" -> said.getRows().add(new UnattributedRowV1(USAGE, "CORRUPT", "", false, 1L));
                case "none" -> record.setUnattributed(null);
                case "source" -> row.setSource("acme/other");
                case "reason" -> row.setReason("CORRUPT");
                case "others" -> row.setOthers(true);
                case "twice" -> said.getRows().add(row);
                case "partition" -> said.setPartition(1);
                case "name" -> record.setStatementId("unattributed/0/2026-03");
                case "month" -> record.setToMs(record.getToMs() - 1);
                case "early" -> record.setIssuedAtMs(record.getToMs() - 1);
                case "license" -> record.setLicense("my-license");
                default -> said.setRecords(7L);
            }
        };
    }

    @Test
    void aMonthThatHasNoneAndOneThatHasTwoAreNamed() {
        assertNamed(
                honest().remove(TopicCatalog.USAGE_STATEMENTS, 1)
                        .tick("2026-03-02T01:00:00Z")
                        .commit(),
                "unattributed-missing");
        assertNamed(
                honest().unattributed(
                                "2026-02", new UnattributedRowV1(USAGE, "LICENSE_UNKNOWN", "acme/web", false, 1L)),
                "unattributed-certificate");
    }

    private static void assertNamed(StatementLog log, String law) {
        var findings = log.check();
        assertTrue(
                findings.differences().stream()
                        .anyMatch(difference -> difference.law().equals(law)),
                () -> law + ": " + findings.differences());
    }
}
