package io.tallyport.verifier;

import static io.tallyport.verifier.RecountedMeters.answer;
import static io.tallyport.verifier.RecountedMeters.stated;
import static io.tallyport.verifier.RecountedMeters.switched;
import static io.tallyport.verifier.RecountedMeters.waiting;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows once a whole meter was counted again, in versions that begin in the past: open months. */
class RecountedMeterTest {

    @Test
    void rightReadingsLinesAndAlertsHaveNoDifference() {
        var findings = stated().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(4, findings.checked().get("recounts.meters"));
        assertEquals(4, findings.checked().get("recounts.certificates"));
        assertEquals(1, findings.checked().get("crossings"));
        assertEquals(Map.of(), findings.unchecked());
    }

    @Test
    void whileALicenseWaitsNothingButItsReadingsSaySo() {
        var findings = waiting().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(Map.of("recount.meterPending", 4L), findings.unchecked());
        assertNamed(
                "reading-recounting",
                waiting()
                        .change(
                                TopicCatalog.USAGE_READINGS,
                                2,
                                reading -> reading.getValues().get(0).setRecounting(false))
                        .check());
        assertNamed(
                "reading-recounting",
                switched()
                        .change(
                                TopicCatalog.USAGE_READINGS,
                                3,
                                reading -> reading.getValues().get(0).setRecounting(true))
                        .check());
    }

    @Test
    void eachReadingThatIsNotWhatTheEventsComeToIsNamed() {
        for (int value = 0; value < 12; value++) {
            int at = value;
            assertDiffers(switched()
                    .change(
                            TopicCatalog.USAGE_READINGS,
                            3,
                            reading -> reading.getValues().get(at).setValue("8")));
            assertDiffers(switched()
                    .change(
                            TopicCatalog.USAGE_READINGS,
                            3,
                            reading -> reading.getValues().get(at).setEvents(7)));
            assertNamed(
                    "reading-missing",
                    switched()
                            .change(
                                    TopicCatalog.USAGE_READINGS,
                                    3,
                                    reading -> reading.getValues().remove(at))
                            .check());
        }
    }

    @Test
    void eachLineThatIsNotWhatTheEventsComeToIsNamed() {
        for (int line = 0; line < 16; line++) {
            int at = line;
            assertNamed(
                    "statement-line",
                    stated().change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    0,
                                    s -> more(s.getLines().get(at)))
                            .check());
            assertNamed(
                    "statement-line",
                    stated().change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    0,
                                    s -> s.getLines().get(at).setEvents(9))
                            .check());
            assertNamed(
                    "statement-line",
                    stated().change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    0,
                                    s -> s.getLines().remove(at))
                            .check());
        }
    }

    private static void more(StatementLineV1 line) {
        line.setQuantity(new BigDecimal(line.getQuantity()).add(BigDecimal.ONE).toPlainString());
    }

    @Test
    void theLimitThatIsPassedByTheSwitchIsNamedWhereNobodySaysSo() {
        assertNamed(
                "alert-missing", switched().remove(TopicCatalog.QUOTA_ALERTS, 0).check());
        assertNamed(
                "evidence-used",
                switched()
                        .change(TopicCatalog.QUOTA_ALERTS, 0, alert -> {
                            alert.setUsed("34");
                            alert.getEvidence()
                                    .setInputs(Map.copyOf(
                                            withUsed(alert.getEvidence().getInputs(), "34")));
                        })
                        .check());
    }

    private static Map<String, String> withUsed(Map<String, String> inputs, String used) {
        var changed = new java.util.HashMap<>(inputs);
        changed.put("used", used);
        return changed;
    }

    @Test
    void anAnswerThatNobodyWaitsForIsNamed() {
        var log = waiting();
        var cause = log.last(TopicCatalog.CATALOG_REVISIONS);
        String[] ids = {"e1", "e2", "e3", "e4"};
        assertNamed(
                "recount-unfounded",
                waiting()
                        .recounted(answer("calls", 1, 1, 1, ids), cause, "RECOUNT")
                        .commit()
                        .check());
        assertNamed(
                "recount-unfounded",
                waiting()
                        .recounted(answer("other", 2, 1, 1, ids), cause, "RECOUNT")
                        .commit()
                        .check());
        assertNamed(
                "recount-unfounded",
                switched()
                        .recounted(answer("calls", 2, 1, 1, ids), cause, "RECOUNT")
                        .commit()
                        .check());
        assertNamed(
                "recount-unfounded",
                waiting()
                        .recounted(Map.of("meter", "calls", "revision", "no"), cause, "RECOUNT")
                        .commit()
                        .check());
    }

    @Test
    void anAnswerIsWholeAndFoundWhatStoodAtItsCause() {
        var cause = waiting().last(TopicCatalog.CATALOG_REVISIONS);
        assertNamed(
                "recount-parts",
                waiting()
                        .recounted(answer("calls", 2, 2, 2, "e1", "e2", "e3", "e4"), cause, "RECOUNT")
                        .commit()
                        .check());
        assertNamed(
                "recount-certificate",
                waiting()
                        .recounted(answer("calls", 2, 1, 1, "e1", "e2", "e3"), cause, "RECOUNT")
                        .commit()
                        .check());
        assertNamed(
                "recount-certificate",
                waiting()
                        .recounted(answer("calls", 2, 1, 1, "e1", "e2", "e3", "e5"), cause, "RECOUNT")
                        .commit()
                        .check());
        var elsewhere = new Place(cause.topic(), 0, 0);
        var findings = waiting()
                .recounted(answer("calls", 2, 1, 1, "e1"), elsewhere, "RECOUNT")
                .commit()
                .check();
        assertEquals(1, findings.unchecked().get("recount.cause"));
    }

    @Test
    void aStatementThatShouldHaveWaitedIsNamed() {
        var log = waiting().tick("2026-02-02T00:00:00Z");
        var lines = new ArrayList<StatementLineV1>();
        var statement = log.head(1, JAN, FEB, log.certificate(5, 0, 0, 5, "e1", "e2", "e3", "e4", "e5"), lines);
        assertNamed(
                "statement-incomplete",
                log.publish(TopicCatalog.USAGE_STATEMENTS, statement).commit().check());
    }

    /** An extreme that was taken back while the license waits is known again with the switch. */
    @Test
    void afterTheSwitchNoValueIsUnsure() {
        assertEquals(List.of(), voidedAndSwitched(false).check().differences());
        assertNamed("reading-recounting", voidedAndSwitched(true).check());
    }

    private static StatementLog voidedAndSwitched(boolean recounting) {
        var log = waiting()
                .corrected(UsageKind.VOID, "e4", "v1", PeriodZone.OPEN)
                .reading(
                        of(1, true, month("calls", "", JAN, FEB, "3", 3, "OPEN")),
                        of(1, true, month("peak", "", JAN, FEB, "4", 3, "OPEN")),
                        of(1, true, month("tokens", "", JAN, FEB, "6", 3, "OPEN")),
                        of(1, true, month("tokens", "model=x", JAN, FEB, "3", 2, "OPEN")),
                        of(1, true, month("visitors", "", JAN, FEB, "3", 3, "OPEN")))
                .commit();
        return log.recounted(
                        answer("peak", 2, 1, 1, "e1", "e2", "e3", "e5"), log.last(TopicCatalog.USAGE_EVENTS), "RECOUNT")
                .reading(
                        of(1, recounting, month("peak", "", JAN, FEB, "1", 1, "OPEN")),
                        of(2, false, month("peak", "", JAN, FEB, "20", 3, "OPEN")))
                .commit();
    }

    private static void assertDiffers(StatementLog log) {
        assertTrue(log.check().differenceCount() > 0);
    }
}
