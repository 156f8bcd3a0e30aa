package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Readings of minutes, and of groups that an expression says. */
class MinuteReadingsTest {

    private static final String DOCUMENT = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"peak\",\"eventType\":\"use\",\"aggregation\":\"MAX\",\"value\":\"a\",\"windows\":[\"MINUTE\",\"MONTH\"],"
            + "\"groups\":[{\"name\":\"class\",\"cel\":\"data.b < 10 ? 'small' : 'large'\"}]}],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\"}]}";

    /** Three events in two minutes; one is taken back, and what it was the largest of is recounted. */
    private static StatementLog honest() {
        return issued(DOCUMENT)
                .counted("e1", "use", "2026-01-10T10:00:00Z", Map.of("a", 5L, "b", 1L), PeriodZone.OPEN)
                .counted("e2", "use", "2026-01-10T10:00:59.999Z", Map.of("a", 50L, "b", 10L), PeriodZone.OPEN)
                .counted("e3", "use", "2026-01-10T10:01:00Z", Map.of("a", 7L, "b", 9L), PeriodZone.OPEN)
                .rejected("e4", "use", "2026-01-10T10:01:00Z", Map.of("a", 9L), "GROUP_FAILED")
                .rejected("e5", "use", "2026-01-10T10:01:00Z", Map.of("a", 9L, "b", "many"), "GROUP_FAILED")
                .reading(
                        minute("2026-01-10T10:00:00Z", "50", 2),
                        minute("2026-01-10T10:01:00Z", "7", 1),
                        month("peak", "", JAN, FEB, "50", 3, "OPEN"),
                        month("peak", "class=large", JAN, FEB, "50", 1, "OPEN"),
                        month("peak", "class=small", JAN, FEB, "7", 2, "OPEN"))
                .commit()
                .corrected(UsageKind.VOID, "e2", "c2", PeriodZone.OPEN)
                .reading(
                        of(1, true, minute("2026-01-10T10:00:00Z", "50", 1)),
                        of(1, true, month("peak", "", JAN, FEB, "50", 2, "OPEN")),
                        month("peak", "class=large", JAN, FEB, "0", 0, "OPEN"))
                .commit()
                .recounted(answer("peak'", "2026-01-10T10:00:00Z", "MINUTE", "2026-01-10T10:00:00Z"), null, "RECOUNT")
                .recounted(answer("peak", "", "MONTH", JAN), null, "RECOUNT")
                .reading(minute("2026-01-10T10:00:00Z", "5", 1), month("peak", "", JAN, FEB, "7", 2, "OPEN"))
                .commit();
    }

    private static Map<String, Object> answer(String series, String group, String window, String from) {
        return Map.of("series", series, "group", group, "w." + window + "." + StatementParts.at(from), "0");
    }

    private static MeterReadingV1 minute(String from, String value, long events) {
        var reading = month("peak", "", from, FEB, value, events, "OPEN");
        reading.setWindow("MINUTE");
        reading.setToMs(reading.getFromMs() + 60_000);
        return reading;
    }

    @Test
    void minutesAndGroupsAreHeldAgainstTheEvents() {
        assertEquals(List.of(), honest().check().differences());
    }

    @Test
    void aMinuteThatSaysAnythingElseIsFound() {
        for (int record : List.of(0, 2)) {
            assertFound(record, values -> values.get(0).setValue("6"));
            assertFound(record, values -> values.get(0).setEvents(3));
            assertFound(record, values -> values.get(0).setToMs(values.get(0).getToMs() + 60_000));
            assertFound(record, values -> values.get(0).setFromMs(values.get(0).getFromMs() + 120_000));
        }
        assertFound(2, values -> values.get(0).setRecounting(true));
        // And one that is not read out at all.
        assertFound(2, values -> values.remove(0));
    }

    @Test
    void aGroupThatTheExpressionDoesNotSayIsFound() {
        assertFound(0, values -> values.get(3).setGroup("class=medium"));
    }

    private static void assertFound(int record, Consumer<List<MeterReadingV1>> forging) {
        var differences = honest().change(TopicCatalog.USAGE_READINGS, record, reading -> {
                    var values = new ArrayList<>(reading.getValues());
                    forging.accept(values);
                    reading.setValues(values);
                })
                .check()
                .differences();
        assertFalse(differences.isEmpty());
    }
}
