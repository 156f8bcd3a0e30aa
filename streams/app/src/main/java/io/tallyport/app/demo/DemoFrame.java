package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.List;

/**
 * One moment of a run, as the live view shows it.
 *
 * @param phase what is going on
 * @param elapsedMs real ms since the products began
 * @param totalMs how long they will emit
 * @param simulatedNow simulated time
 * @param emitted durable records so far
 * @param perSecond records that became durable in the last second
 * @param verdicts verdicts so far, in the order of {@link DemoFate}
 * @param breaches hard limits passed
 * @param changes entitlement changes that the products were told of
 * @param recentChanges the newest of them
 * @param checks allowed, denied, alerted
 * @param anomalies anomaly alerts opened
 * @param recentAnomalies the newest of them
 * @param crossings crossings that were denied
 * @param p50Ms crossing to denial, median
 * @param p99Ms crossing to denial, 99th percentile
 * @param busiest licenses with the most events
 */
record DemoFrame(
        String phase,
        long elapsedMs,
        long totalMs,
        String simulatedNow,
        long emitted,
        long perSecond,
        List<Long> verdicts,
        long breaches,
        long changes,
        List<String> recentChanges,
        List<Long> checks,
        long anomalies,
        List<String> recentAnomalies,
        int crossings,
        BigDecimal p50Ms,
        BigDecimal p99Ms,
        List<DemoTally.Busy> busiest) {

    DemoFrame {
        verdicts = List.copyOf(verdicts);
        recentChanges = List.copyOf(recentChanges);
        checks = List.copyOf(checks);
        recentAnomalies = List.copyOf(recentAnomalies);
        busiest = List.copyOf(busiest);
    }
}
