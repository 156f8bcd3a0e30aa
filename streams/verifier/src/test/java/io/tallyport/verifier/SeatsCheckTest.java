package io.tallyport.verifier;

import static io.tallyport.verifier.SeatLogs.honest;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
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
}
