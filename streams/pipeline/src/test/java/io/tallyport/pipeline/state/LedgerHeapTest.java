package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ledgers are said to take is what the collector finds that they take, so that the budget is one of real bytes. */
class LedgerHeapTest {

    private static final int LEDGERS = 400;
    private static final int HOURS = 36 * 24;
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @Test
    void theEstimateOfALongHistoryIsCloseToTheHeapItTakes() {
        long before = used();
        List<LicenseLedger> ledgers = new ArrayList<>(LEDGERS);
        for (int i = 0; i < LEDGERS; i++) {
            MeterUsage usage = MeterUsage.NONE;
            for (int hour = 0; hour < HOURS; hour++) {
                long timeMs = START_MS + hour * 3_600_000L;
                usage = usage.add(timeMs, BigDecimal.valueOf(hour + 1L, 2), timeMs);
            }
            var empty = LicenseLedger.unknown("lic-" + i);
            ledgers.add(empty.withMeters(empty.meters().with("calls", usage)));
        }
        long measured = used() - before;
        long estimated = ledgers.stream().mapToLong(LedgerEntry::heapOf).sum();
        double ratio = (double) estimated / measured;
        assertTrue(ratio > 0.9 && ratio < 1.1, "estimated " + estimated + ", measured " + measured);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
