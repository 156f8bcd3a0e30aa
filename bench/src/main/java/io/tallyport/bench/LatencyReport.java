package io.tallyport.bench;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/**
 * What a latency run came to.
 *
 * @param eventsPerSecond rate of emission
 * @param hotPercent share of the events that belong to one license, whose own latency does not count
 * @param events events emitted
 * @param crossings licenses that used up their limit; each one's denial was heard
 * @param p50Ms median, in ms
 * @param p99Ms 99th percentile, in ms
 * @param maxMs the slowest, in ms
 * @param cpuPercent processor time while emitting, in percent of one core
 * @param peakMemoryMib most memory that this process ever had resident, in MiB, with its whole heap, which {@code bench/run} touches
 *     beforehand; -1 where the system does not say
 */
record LatencyReport(
        int eventsPerSecond,
        int hotPercent,
        int events,
        int crossings,
        long p50Ms,
        long p99Ms,
        long maxMs,
        long cpuPercent,
        long peakMemoryMib) {

    /** From sorted latencies in nanoseconds. */
    static LatencyReport of(int eventsPerSecond, int hotPercent, int events, long[] sorted, long cpuPercent) {
        if (sorted.length == 0) {
            throw new IllegalStateException("no license crossed its limit; emit for longer");
        }
        return new LatencyReport(
                eventsPerSecond,
                hotPercent,
                events,
                sorted.length,
                atMs(sorted, 50),
                atMs(sorted, 99),
                sorted[sorted.length - 1] / 1_000_000,
                cpuPercent,
                residentPeakMib());
    }

    /** A percentile of sorted latencies in nanoseconds, in ms. */
    static long atMs(long[] sorted, int percent) {
        return sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1_000_000;
    }

    /** From the line {@code VmHWM: <n> kB} of Linux. */
    private static long residentPeakMib() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    /** What it came to under a key: its p99. */
    Figure figure(String key) {
        var details = new LinkedHashMap<String, Object>();
        details.put("eventsPerSecond", eventsPerSecond);
        details.put("hotPercent", hotPercent);
        details.put("events", events);
        details.put("crossings", crossings);
        details.put("p50Ms", p50Ms);
        details.put("maxMs", maxMs);
        details.put("cpuPercent", cpuPercent);
        details.put("peakMemoryMib", peakMemoryMib);
        return new Figure(key, BigDecimal.valueOf(p99Ms), "ms", details);
    }
}
