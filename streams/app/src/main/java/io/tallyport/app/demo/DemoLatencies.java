package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.Arrays;

/** Measured times, with exact nearest-rank percentiles. Thread-safe. */
final class DemoLatencies {

    private static final long NANOS_PER_TENTH_MS = 100_000;

    private long[] nanos = new long[512];
    private int count;

    synchronized void add(long measuredNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = measuredNanos;
    }

    synchronized int count() {
        return count;
    }

    /** The percentile in ms with one decimal, rounded up; 0 when nothing was measured. */
    synchronized BigDecimal percentileMs(int percent) {
        if (count == 0) {
            return BigDecimal.ZERO;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = Math.max(1, (percent * count + 99) / 100);
        long tenths = (sorted[rank - 1] + NANOS_PER_TENTH_MS - 1) / NANOS_PER_TENTH_MS;
        return BigDecimal.valueOf(tenths, 1);
    }
}
