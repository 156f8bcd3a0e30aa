package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCasesTest.issued;
import static io.tallyport.verifier.StatementParts.month;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the checker says of usage of the past that a job brings in. */
class BackfillCheckTest {

    private static final String COUNTS = "{\"format\":1,\"products\":[{\"id\":\"acme\"}],\"meters\":["
            + "{\"id\":\"calls\",\"eventType\":\"use\",\"aggregation\":\"COUNT\"}],"
            + "\"features\":[],\"plans\":[{\"id\":\"small\",\"product\":\"acme\"}]}";
    private static final String JUNE = "2025-06-01T00:00:00Z";
    private static final String JULY = "2025-07-01T00:00:00Z";

    private static UsageEventV1 event(String id, String instant, String job) {
        var event = LogRecords.usage(id, "use", instant, Map.of());
        event.setJob(job);
        return event;
    }

    private static StatementLog bulk(StatementLog log, UsageEventV1 event, VerdictKind kind, String reason) {
        var zone = kind == VerdictKind.COUNTED ? PeriodZone.CLOSED : PeriodZone.NONE;
        return log.backfilled(TopicCatalog.USAGE_BULK, event, kind, reason, zone);
    }

    private static List<Difference> differences(StatementLog log) {
        return log.commit().check().differences();
    }

    private static MeterReadingV1 june(String value, long events) {
        return month("calls", "", JUNE, JULY, value, events, "CLOSED");
    }

    private static StatementLog counted() {
        return bulk(issued(COUNTS), event("e1", "2025-06-10T08:00:00Z", "moved-in"), VerdictKind.COUNTED, "");
    }

    @Test
    void whatIsOldCountsInItsMonthAndInNoDay() {
        assertEquals(List.of(), differences(counted().reading(june("1", 1))));
        var day = MeterReadingV1.newBuilder(june("1", 1))
                .setWindow("DAY")
                .setFromMs(StatementParts.at("2025-06-10T00:00:00Z"))
                .setToMs(StatementParts.at("2025-06-11T00:00:00Z"))
                .build();
        assertTrue(differences(counted().reading(june("1", 1), day)).stream()
                .anyMatch(difference -> difference.law().equals("reading-unfounded")));
        assertTrue(differences(counted()).stream()
                .anyMatch(difference -> difference.law().equals("reading-missing")));
    }

    @Test
    void itIsLateOnlyAfterFourHundredDaysAndBelongsInTheBulkTopicUnderAName() {
        var old = event("e2", "2024-12-06T11:59:59Z", "moved-in");
        assertEquals(
                List.of(), differences(bulk(issued(COUNTS), old, VerdictKind.LATE, "OLDER_THAN_ACCEPTANCE_LIMIT")));
        var inTime = event("e2", "2025-06-10T08:00:00Z", "moved-in");
        assertFalse(differences(bulk(issued(COUNTS), inTime, VerdictKind.LATE, "OLDER_THAN_ACCEPTANCE_LIMIT"))
                .isEmpty());
        assertEquals(
                List.of(),
                differences(issued(COUNTS)
                        .backfilled(
                                TopicCatalog.USAGE_EVENTS,
                                inTime,
                                VerdictKind.REJECTED,
                                "BACKFILL_NOT_BULK",
                                PeriodZone.NONE)));
        var unnamed = event("e2", "2025-06-10T08:00:00Z", "Moved In");
        assertEquals(
                List.of(), differences(bulk(issued(COUNTS), unnamed, VerdictKind.REJECTED, "BACKFILL_NAME_INVALID")));
    }

    @Test
    void aJobEndsThirtyDaysAfterItsFirstEventWasCounted() {
        var again = event("e1", "2025-06-10T08:00:00Z", "moved-in");
        var log = bulk(
                counted().reading(june("1", 1)).tick("2026-02-09T12:00:00Z"),
                again,
                VerdictKind.DUPLICATE,
                "SAME_ID_SAME_PAYLOAD");
        assertEquals(List.of(), differences(log));
        var over = bulk(
                counted().reading(june("1", 1)).tick("2026-02-09T12:00:00.001Z"),
                again,
                VerdictKind.REJECTED,
                "BACKFILL_OVER");
        assertEquals(List.of(), differences(over));
        var late = bulk(
                counted().reading(june("1", 1)).tick("2026-02-09T12:00:00.001Z"),
                again,
                VerdictKind.DUPLICATE,
                "SAME_ID_SAME_PAYLOAD");
        assertFalse(differences(late).isEmpty());
    }

    @Test
    void nobodySaysThatWhatItBringsWasOutsideTheEntitlement() {
        var log = counted().reading(june("1", 1)).commit();
        assertFalse(log.change(TopicCatalog.USAGE_VERDICTS, 0, verdict -> verdict.setOutsideEntitlement(true))
                .check()
                .differences()
                .isEmpty());
    }
}
