package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tallyport.contract.TopicCatalog;
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
        assertEquals(Map.of("tokens", second), terms.startingBefore(Terms.NONE, third));
        assertEquals(Map.of(), terms.startingBefore(Terms.NONE, second));
        assertEquals(Map.of(), terms.startingBefore(terms, Long.MAX_VALUE));
        var before =
                Terms.of(1, DOCUMENT.replace("\"version\":3", "\"version\":4")).orElseThrow();
        assertEquals(Map.of("tokens", third), terms.startingBefore(before, third + 1));
    }

    @Test
    void whatNothingIsLeftOfHasNoPartInAnExtreme() {
        var left = new Together(Combination.MAX);
        left.add(0, java.math.BigDecimal.valueOf(-5));
        var empty = new Together(Combination.MAX);
        assertEquals(java.math.BigDecimal.valueOf(-5), Together.value(List.of(empty, left)));
        assertEquals(java.math.BigDecimal.ZERO, Together.value(List.of(empty, empty)));
    }
}
