package io.tallyport.verifier;

import static io.tallyport.verifier.LeveledMeters.days;
import static io.tallyport.verifier.LeveledMeters.months;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A level over time: what is said of windows and months in which nothing happens is checked as any other. */
class LeveledMeterTest {

    @Test
    void whatIsRightHasNoDifference() {
        assertEquals(List.of(), days().check().differences());
        var findings = months().check();
        assertEquals(List.of(), findings.differences());
        assertEquals(Map.of(), findings.unchecked());
        assertEquals(3, findings.checked().get("statements"));
        assertEquals(28, findings.checked().get("readings.levels"));
    }

    /** Also of windows that only time filled, and of those that were read again since. */
    @Test
    void eachReadingThatIsForgedIsNamedByItsPlace() {
        forAll(LeveledMeterTest::forged);
    }

    private static void forged(Supplier<StatementLog> honest, int record, int value) {
        List<Consumer<MeterReadingV1>> forgeries = List.of(
                reading -> reading.setValue(new BigDecimal(reading.getValue())
                        .add(new BigDecimal("1E-12"))
                        .toPlainString()),
                reading -> reading.setLevel(
                        new BigDecimal(reading.getLevel()).add(BigDecimal.ONE).toPlainString()),
                reading -> reading.setLevel(""),
                reading -> reading.setEvents(reading.getEvents() + 1),
                reading -> reading.setFromMs(reading.getFromMs() + 1),
                reading -> reading.setAggregation("SUM"),
                reading -> reading.setGroup("region=mars"),
                reading -> reading.setMeterVersion(2));
        for (var forgery : forgeries) {
            var findings = honest.get()
                    .change(
                            TopicCatalog.USAGE_READINGS,
                            record,
                            one -> forgery.accept(one.getValues().get(value)))
                    .check();
            assertTrue(
                    findings.differences().stream()
                            .anyMatch(one -> one.at().equals(new Place("usage.readings.v1", 0, record))),
                    record + "/" + value + ": " + findings.differences());
        }
    }

    /** What rounding alone may make of a value is nobody's fault. */
    @Test
    void aDifferenceNextToNothingIsNone() {
        var log = months().change(
                        TopicCatalog.USAGE_READINGS,
                        1,
                        reading -> reading.getValues().get(0).setValue("480.000000000000000001"));
        assertEquals(List.of(), log.check().differences());
    }

    /** Of each window the last one: those before are overtaken. */
    @Test
    void eachLastReadingThatIsDroppedIsMissed() {
        forAll(LeveledMeterTest::dropped);
    }

    private static void dropped(Supplier<StatementLog> honest, int record, int value) {
        var last = new HashMap<String, List<Integer>>();
        int[] at = {0};
        honest.get().forEach(TopicCatalog.USAGE_READINGS, reading -> {
            for (int i = 0; i < reading.getValues().size(); i++) {
                var one = reading.getValues().get(i);
                last.put(one.getWindow() + one.getFromMs() + one.getGroup(), List.of(at[0], i));
            }
            at[0]++;
        });
        var findings = honest.get()
                .change(
                        TopicCatalog.USAGE_READINGS,
                        record,
                        one -> one.getValues().remove(value))
                .check();
        if (last.containsValue(List.of(record, value))) {
            assertEquals(
                    List.of("reading-missing"),
                    findings.differences().stream().map(Difference::law).toList(),
                    record + "/" + value);
        } else {
            assertEquals(List.of(), findings.differences(), record + "/" + value);
        }
    }

    private interface Falsified {
        void of(Supplier<StatementLog> honest, int record, int value);
    }

    private static void forAll(Falsified law) {
        for (Supplier<StatementLog> honest :
                List.<Supplier<StatementLog>>of(LeveledMeters::days, LeveledMeters::months)) {
            var sizes = LeveledMeters.values(honest.get());
            for (int record = 0; record < sizes.size(); record++) {
                for (int value = 0; value < sizes.get(record); value++) {
                    law.of(honest, record, value);
                }
            }
        }
    }

    /** A reading says what it came to by its own time, not by that of another commit. */
    @Test
    void aReadingOfAnotherTimeIsNamed() {
        for (long ms : List.of(-1L, 1L, 86_400_000L)) {
            var findings = months().change(
                            TopicCatalog.USAGE_READINGS, 1, reading -> reading.setAsOfMs(reading.getAsOfMs() + ms))
                    .check();
            assertNamed("reading-value", findings);
        }
    }

    @Test
    void aLevelThatIsNotCarriedForLongIsMissed() {
        var log = days().tick("2026-01-13T01:00:00Z")
                .tick("2026-01-13T01:30:00Z")
                .tick("2026-01-13T02:00:00Z")
                .commit();
        assertNamed("reading-missing", log.check());
        var soon = days().tick("2026-01-13T00:10:00Z")
                .tick("2026-01-13T00:20:00Z")
                .tick("2026-01-13T00:30:00Z")
                .commit();
        assertEquals(List.of(), soon.check().differences());
    }

    /** Nothing else of the statement speaks of the month behind that of the change. */
    @Test
    void allAdjustmentsOfALaterMonthThatAreDroppedAreMissed() {
        for (String month : List.of(StatementCheckTest.JAN, StatementCheckTest.FEB)) {
            var findings = months().change(
                            TopicCatalog.USAGE_STATEMENTS,
                            2,
                            s -> s.getLines().removeIf(line -> line.getFromMs() == StatementParts.at(month)))
                    .check();
            assertEquals(3, findings.differenceCount(), "of the meter and of both groups");
            assertNamed("statement-adjustment", findings);
        }
    }

    /** Lines without an event, and adjustments of months behind that of the change, like all others. */
    @Test
    void eachLineThatIsForgedOrDroppedIsNamed() {
        for (int statement = 0; statement < 3; statement++) {
            int lines = statement == 2 ? 8 : 2;
            for (int line = 0; line < lines; line++) {
                int at = line;
                int of = statement;
                String law = statement == 2 && line < 6 ? "statement-adjustment" : "statement-line";
                assertNamed(
                        law,
                        months().change(
                                        TopicCatalog.USAGE_STATEMENTS,
                                        of,
                                        s -> s.getLines().remove(at))
                                .check());
                assertNamed(
                        law,
                        months().change(TopicCatalog.USAGE_STATEMENTS, of, s -> {
                                    var forged = s.getLines().get(at);
                                    forged.setQuantity(new BigDecimal(forged.getQuantity())
                                            .add(new BigDecimal("0.001"))
                                            .toPlainString());
                                })
                                .check());
                assertNamed(
                        law,
                        months().change(
                                        TopicCatalog.USAGE_STATEMENTS,
                                        of,
                                        s -> s.getLines()
                                                .get(at)
                                                .setEvents(s.getLines().get(at).getEvents() + 1))
                                .check());
            }
        }
        var findings = months().change(
                        TopicCatalog.USAGE_STATEMENTS,
                        1,
                        s -> s.getLines().get(0).setOverage("6619"))
                .check();
        assertFalse(findings.differences().isEmpty());
    }
}
