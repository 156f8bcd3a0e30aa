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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Versions of a meter that stand in one catalog, each from an instant on. */
class MeterVersionsTest {

    private static final String DOCUMENT = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"tokens\",\"eventType\":\"use\",\"aggregation\":\"SUM\",\"value\":\"a\",\"windows\":[\"MONTH\"],\"unit\":\"old\"},"
            + "{\"id\":\"tokens\",\"version\":2,\"from\":\"2026-01-10T11:00:00.000+01:00\",\"eventType\":\"use\",\"aggregation\":\"SUM\","
            + "\"value\":\"b\",\"filter\":\"data.b > 0\",\"windows\":[\"MONTH\"]},"
            + "{\"id\":\"tokens\",\"version\":3,\"from\":\"2026-01-10T11:00:00Z\",\"eventType\":\"use\",\"aggregation\":\"SUM\","
            + "\"value\":\"c\",\"windows\":[\"MONTH\"],\"unit\":\"new\"}],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\"}]}";

    /** Each event could be measured by one version only. */
    private static StatementLog honest() {
        return issued(DOCUMENT)
                .counted("e1", "use", "2026-01-10T11:00:00Z", Map.of("c", 100L), PeriodZone.OPEN)
                .counted("e2", "use", "2026-01-10T10:59:59.999Z", Map.of("b", 10L), PeriodZone.OPEN)
                .counted("e3", "use", "2026-01-10T10:00:00Z", Map.of("b", 20L), PeriodZone.OPEN)
                .counted("e4", "use", "2026-01-10T09:59:59.999Z", Map.of("a", 1L), PeriodZone.OPEN)
                .reading(
                        month("tokens", "", JAN, FEB, "1", 1, "OPEN"),
                        of(2, false, month("tokens", "", JAN, FEB, "30", 2, "OPEN")),
                        of(3, false, month("tokens", "", JAN, FEB, "100", 1, "OPEN")))
                .commit();
    }

    @Test
    void anEventIsOfTheVersionThatCountsItsTimeHoweverLateItComes() {
        assertEquals(List.of(), honest().check().differences());
        for (int version = 0; version < 3; version++) {
            int at = version;
            assertFalse(honest().change(
                            TopicCatalog.USAGE_READINGS,
                            0,
                            reading -> reading.getValues().get(at).setValue("31"))
                    .check()
                    .differences()
                    .isEmpty());
        }
    }

    @Test
    void theLatestVersionIsTheOneThatIsMeantByItsIdAlone() {
        var terms = Terms.of(1, DOCUMENT).orElseThrow();
        assertEquals(3, terms.meter("tokens").orElseThrow().version());
        assertEquals("new", terms.meter("tokens").orElseThrow().unit());
    }

    @Test
    void aVersionIsNewsIfTheRevisionBeforeDidNotNameItAndItBeganAlready() {
        var terms = Terms.of(2, DOCUMENT).orElseThrow();
        long second = StatementParts.at("2026-01-10T10:00:00Z");
        long third = StatementParts.at("2026-01-10T11:00:00Z");
        assertEquals(Map.of("tokens", second), terms.startingBy(Terms.NONE, second));
        assertEquals(Map.of(), terms.startingBy(Terms.NONE, second - 1));
        assertEquals(Map.of(), terms.startingBy(terms, Long.MAX_VALUE));
        var before =
                Terms.of(1, DOCUMENT.replace("\"version\":3", "\"version\":4")).orElseThrow();
        assertEquals(Map.of("tokens", third), terms.startingBy(before, third));
    }

    @Test
    void whatNothingIsLeftOfHasNoPartInAnExtreme() {
        var left = new Together(Combination.MAX);
        left.add(0, java.math.BigDecimal.valueOf(-5));
        var empty = new Together(Combination.MAX);
        assertEquals(java.math.BigDecimal.valueOf(-5), Together.value(List.of(empty, left)));
        assertEquals(java.math.BigDecimal.ZERO, Together.value(List.of(empty, empty)));
    }

    private static final String COUNTS = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"calls\",\"eventType\":\"use\",\"aggregation\":\"COUNT\"}MORE],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\"}]}";

    /** An hour that is parted by the instant, one before it that stays as it is, and events of another type. */
    private static StatementLog recounted() {
        String second =
                ",{\"id\":\"calls\",\"version\":2,\"from\":\"2026-01-10T10:30:00Z\",\"eventType\":\"other\",\"aggregation\":\"COUNT\"},"
                        + "{\"id\":\"any\",\"eventType\":\"use\",\"aggregation\":\"COUNT\"}";
        String others =
                ",{\"id\":\"others\",\"eventType\":\"other\",\"aggregation\":\"COUNT\",\"windows\":[\"MONTH\"]}";
        var log = issued(COUNTS.replace("MORE", others))
                .counted("e1", "use", "2026-01-10T09:40:00Z", Map.of(), PeriodZone.OPEN)
                .counted("e2", "use", "2026-01-10T10:29:59.999Z", Map.of(), PeriodZone.OPEN)
                .counted("e3", "use", "2026-01-10T10:30:00Z", Map.of(), PeriodZone.OPEN)
                .counted("e4", "other", "2026-01-10T10:40:00Z", Map.of(), PeriodZone.OPEN)
                .counted("e5", "other", "2026-01-10T10:20:00Z", Map.of(), PeriodZone.OPEN)
                .reading(
                        hour(1, "2026-01-10T09:00:00Z", "1"),
                        hour(1, "2026-01-10T10:00:00Z", "2"),
                        day(1, "3"),
                        month("calls", "", JAN, FEB, "3", 3, "OPEN"),
                        month("others", "", JAN, FEB, "2", 2, "OPEN"))
                .commit()
                .revision(2, COUNTS.replace("MORE", others + second));
        return log.recounted(
                        RecountedMeters.answer("calls", 2, 1, 1, "e1", "e2", "e3", "e4", "e5"),
                        log.last(TopicCatalog.CATALOG_REVISIONS),
                        "RECOUNT")
                .reading(
                        hour(1, "2026-01-10T10:00:00Z", "1"),
                        day(1, "2"),
                        month("calls", "", JAN, FEB, "2", 2, "OPEN"),
                        hour(2, "2026-01-10T10:00:00Z", "1"),
                        day(2, "1"),
                        of(2, false, month("calls", "", JAN, FEB, "1", 1, "OPEN")))
                .commit();
    }

    private static MeterReadingV1 hour(int version, String from, String count) {
        var reading = of(version, false, month("calls", "", from, FEB, count, Long.parseLong(count), "OPEN"));
        reading.setWindow("HOUR");
        reading.setToMs(reading.getFromMs() + 3_600_000);
        return reading;
    }

    private static MeterReadingV1 day(int version, String count) {
        var reading = of(
                version,
                false,
                month(
                        "calls",
                        "",
                        "2026-01-10T00:00:00Z",
                        "2026-01-11T00:00:00Z",
                        count,
                        Long.parseLong(count),
                        "OPEN"));
        reading.setWindow("DAY");
        return reading;
    }

    @Test
    void whatWasCountedBeforeIsPartedAtTheInstantAndWindowsThatEndBeforeItStay() {
        assertEquals(List.of(), recounted().check().differences());
        for (int value = 0; value < 6; value++) {
            int at = value;
            assertFalse(recounted()
                    .change(
                            TopicCatalog.USAGE_READINGS,
                            1,
                            reading -> reading.getValues().get(at).setEvents(3))
                    .check()
                    .differences()
                    .isEmpty());
        }
    }
}
