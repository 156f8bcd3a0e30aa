package io.tallyport.verifier;

import static io.tallyport.verifier.RecountedClosedMonthTest.SECOND;
import static io.tallyport.verifier.RecountedClosedMonthTest.data;
import static io.tallyport.verifier.RecountedClosedMonthTest.document;
import static io.tallyport.verifier.RecountedClosedMonthTest.version;
import static io.tallyport.verifier.RecountedMeters.answer;
import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementCheckTest.FEB;
import static io.tallyport.verifier.StatementCheckTest.JAN;
import static io.tallyport.verifier.StatementParts.month;
import static io.tallyport.verifier.StatementParts.of;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where recounts of whole meters are not recomputed: because they need not be, or cannot be. */
class RecountLimitsTest {

    /** Which of more than a thousand groups found room depends on the order in which a worker reads. */
    @Test
    void whatMoreGroupsThanAMonthMayHaveComeToIsNotTold() {
        assertEquals(Map.of("recount.groupsUnclear", 1L, "reading.groupsUnclear", 1004L), grouped(1001));
        assertEquals(Map.of(), grouped(1000));
    }

    /** What was not checked of a log in which every event has a group of its own. */
    private static Map<String, Long> grouped(int groups) {
        var log = issued(document(""));
        var readings = new ArrayList<MeterReadingV1>();
        var ids = new ArrayList<String>();
        for (int i = 0; i < groups; i++) {
            ids.add("g" + i);
            log.counted("g" + i, "use", "2026-01-10T11:00:00Z", Map.of("a", 1L, "b", 2L, "tag", i), PeriodZone.OPEN);
            readings.add(of(2, false, month("tokens", "tag=" + i, JAN, FEB, "2", 1, "OPEN")));
        }
        String all = Integer.toString(groups);
        log.reading(
                        month("tokens", "", JAN, FEB, all, groups, "OPEN"),
                        month("tokens", "model=", JAN, FEB, all, groups, "OPEN"))
                .commit()
                .revision(2, document(SECOND.replace("model", "tag")));
        readings.add(month("tokens", "", JAN, FEB, "0", 0, "OPEN"));
        readings.add(month("tokens", "model=", JAN, FEB, "0", 0, "OPEN"));
        readings.add(of(2, false, month("tokens", "", JAN, FEB, Integer.toString(2 * groups), groups, "OPEN")));
        var findings = log.recounted(
                        answer("tokens", 2, 1, 1, ids.toArray(String[]::new)),
                        log.last(TopicCatalog.CATALOG_REVISIONS),
                        "RECOUNT")
                .reading(readings.toArray(MeterReadingV1[]::new))
                .commit()
                .check();
        assertEquals(List.of(), findings.differences());
        return findings.unchecked();
    }

    @Test
    void withoutAVersionThatBeginsInThePastNoEventIsRemembered() {
        var log = issued(document(""));
        log.counted("e1", "use", "2026-01-10T09:00:00Z", data(1, 10, "x"), PeriodZone.OPEN)
                .revision(2, document(version(2, "2026-01-10T14:00:00Z", "b")));
        assertFalse(log.past().areThere());
        var third = version(3, "2026-01-10T12:30:00Z", "a");
        log.revision(3, document(version(2, "2026-01-10T14:00:00Z", "b") + third));
        assertTrue(log.past().areThere());
    }
}
