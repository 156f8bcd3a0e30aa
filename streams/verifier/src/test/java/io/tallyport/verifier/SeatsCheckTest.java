package io.tallyport.verifier;

import static io.tallyport.verifier.SeatLogs.CHANGE;
import static io.tallyport.verifier.SeatLogs.FEB2;
import static io.tallyport.verifier.SeatLogs.FEB3;
import static io.tallyport.verifier.SeatLogs.JAN31;
import static io.tallyport.verifier.SeatLogs.assign;
import static io.tallyport.verifier.SeatLogs.day;
import static io.tallyport.verifier.SeatLogs.honest;
import static io.tallyport.verifier.SeatLogs.month;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementCheckTest.MAR;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static io.tallyport.verifier.StatementParts.line;
import static io.tallyport.verifier.StatementParts.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementLineV1;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What named seats come to, day by day, in readings and statements. */
class SeatsCheckTest {

    @Test
    void whatIsRightHasNoDifference() {
        var findings = honest().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(Map.of(), findings.unchecked());
        assertEquals(3, findings.checked().get("statements"));
        assertEquals(20, findings.checked().get("readings"));
    }

    @Test
    void eachReadingThatIsForgedIsNamedByItsPlace() {
        List<Consumer<MeterReadingV1>> forgeries = List.of(
                reading -> reading.setValue(reading.getValue() + "1"),
                reading -> reading.setEvents(reading.getEvents() + 1),
                reading -> reading.setFromMs(reading.getFromMs() + 1),
                reading -> reading.setToMs(reading.getToMs() + 1),
                reading -> reading.setZone("CLOSED"),
                reading -> reading.setGroup("member=ada"),
                reading -> reading.setMeterVersion(2));
        var sizes = LeveledMeters.values(honest());
        for (int record = 0; record < sizes.size(); record++) {
            for (int value = 0; value < sizes.get(record); value++) {
                for (var forgery : forgeries) {
                    int of = record;
                    int at = value;
                    var findings = honest().change(
                                    TopicCatalog.USAGE_READINGS,
                                    record,
                                    one -> forgery.accept(one.getValues().get(at)))
                            .check();
                    assertTrue(
                            findings.differences().stream()
                                    .anyMatch(one -> one.at().equals(new Place("usage.readings.v1", 0, of))),
                            record + "/" + value + ": " + findings.differences());
                }
            }
        }
    }

    @Test
    void eachLineThatIsForgedOrDroppedIsNamed() {
        List<Consumer<StatementLineV1>> forgeries = List.of(
                line -> line.setQuantity(line.getQuantity() + "1"),
                line -> line.setOverage(line.getOverage() + "1"),
                line -> line.setIncluded(line.getIncluded() + "1"),
                line -> line.setEvents(line.getEvents() + 1),
                line -> line.setUnit("unit"),
                line -> line.setAggregation("LATEST"));
        for (int statement = 0; statement < 3; statement++) {
            for (int line = 0; line < (statement == 0 ? 4 : 2); line++) {
                int of = statement;
                int at = line;
                for (var forgery : forgeries) {
                    assertNamed(
                            "statement-line",
                            honest().change(
                                            TopicCatalog.USAGE_STATEMENTS,
                                            of,
                                            s -> forgery.accept(s.getLines().get(at)))
                                    .check());
                }
                assertNamed(
                        "statement-line",
                        honest().change(
                                        TopicCatalog.USAGE_STATEMENTS,
                                        of,
                                        s -> s.getLines().remove(at))
                                .check());
            }
        }
    }

    /** What is assigned in the tick in which the plan changes, but before it does, is of the part before. */
    @Test
    void aPartHasWhatWasFedBeforeThePlanChanged() {
        var log = SeatLogs.issued("2026-01-30T12:00:00Z", SeatLogs.document("")).tick(CHANGE);
        assign(log, "s1", "small", "ada", "")
                .command(LicenseCommandKind.CHANGE_PLAN, "c2", "big", Map.of(), "PLAN_CHANGED", "")
                .reading(
                        day("assigned", JAN31, FEB, "1", 2),
                        day("held", JAN31, FEB, "1", 1),
                        month("assigned", JAN, FEB, "1", 2),
                        month("held", JAN, FEB, "1", 1))
                .commit()
                .tick("2026-02-02T00:00:01Z");
        log.statement(
                        1,
                        JAN,
                        FEB,
                        log.certificate(0, 0, 0, 0),
                        List.of(
                                total(line("small", "seats.assigned", "", JAN, CHANGE, "1", 1), "0", "", "1"),
                                total(line("small", "seats.held", "", JAN, CHANGE, "1", 1), "3", "1", "0"),
                                total(line("big", "seats.assigned", "", CHANGE, FEB, "1", 1), "0", "", "1"),
                                total(line("big", "seats.held", "", CHANGE, FEB, "0", 0), "9", "", "0")))
                .reading(
                        day("assigned", FEB, FEB2, "1", 1),
                        day("held", FEB, FEB2, "1", 1),
                        day("assigned", FEB2, FEB3, "1", 1),
                        day("held", FEB2, FEB3, "1", 1),
                        month("assigned", FEB, MAR, "1", 2),
                        month("held", FEB, MAR, "2", 2));
        assertEquals(List.of(), log.commit().check().differences());
    }
}
