package io.tallyport.pipeline;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the restore of state stores from their changelogs is, for the log, two gauges and people. A restore begins
 * with the first changelog that has something to read and ends when the pipeline runs: until then tasks still move
 * between threads, and their changelogs are suspended and begun again. Thread-safe: each stream thread's restorer
 * reports here.
 *
 * <p>Progress is measured in offsets, not in records handed over: an exactly-once changelog holds a marker per
 * transaction and compaction leaves gaps, so records alone would never reach the end that Kafka announces.
 */
public final class RestoreProgress implements StateRestoreListener {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreProgress.class);
    private static final long LOG_EVERY_NANOS = 5_000_000_000L;
    private static final int ALMOST = 99;
    /** A rate from fewer records says how long one poll took, nothing about the next restore. */
    private static final long ENOUGH_FOR_A_RATE = 1_000;

    private record Changelog(String store, int partition) {
        @Override
        public String toString() {
            return store + " " + partition;
        }
    }

    /**
     * One changelog under way.
     *
     * @param from first offset to read
     * @param to end, exclusive
     * @param next first offset not yet restored
     * @param beganNanos when it began
     */
    private record Way(long from, long to, long next, long beganNanos) {

        /** Further, never back and never past the end. */
        Way at(long offset) {
            return new Way(from, to, Math.max(next, Math.min(to, offset)), beganNanos);
        }
    }

    private final LongSupplier nanos;
    private final Consumer<String> log;
    private final Map<Changelog, Way> underWay = new HashMap<>();
    /** Of changelogs that ended within this restore: they count until it is over. */
    private long ended;

    private int shownPercent;
    private long loggedNanos;

    public RestoreProgress(MeterRegistry registry) {
        this(registry, System::nanoTime, LOG::info);
    }

    /**
     * @param nanos elapsed time
     * @param log takes a line
     */
    RestoreProgress(MeterRegistry registry, LongSupplier nanos, Consumer<String> log) {
        this.nanos = nanos;
        this.log = log;
        Gauge.builder("tallyport.restore.remaining.records", this, RestoreProgress::remaining)
                .description("offsets of changelogs still to be read before the pipeline decides")
                .register(registry);
        Gauge.builder(
                        "tallyport.restore.percent",
                        this,
                        progress -> progress.percent().orElse(100))
                .description("how far the restore is; 100 = nothing is being restored")
                .register(registry);
    }

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        if (to <= from) {
            return;
        }
        long now = nanos.getAsLong();
        if (underWay.isEmpty()) {
            loggedNanos = now;
        }
        var changelog = new Changelog(store, partition.partition());
        underWay.put(changelog, new Way(from, to, from, now));
        log.accept("restoring " + changelog + ": " + (to - from) + " records");
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long batchEnd, long count) {
        underWay.computeIfPresent(
                new Changelog(store, partition.partition()), (changelog, way) -> way.at(batchEnd + 1));
        long now = nanos.getAsLong();
        if (!underWay.isEmpty() && now - loggedNanos >= LOG_EVERY_NANOS) {
            loggedNanos = now;
            log.accept("restoring: " + currentPercent() + " %, " + remaining() + " records of " + underWay.size()
                    + " changelogs are left");
        }
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long count) {
        var changelog = new Changelog(store, partition.partition());
        Way way = underWay.remove(changelog);
        if (way == null) {
            return;
        }
        ended += way.to() - way.from();
        log.accept("restored " + changelog + ": " + count + " records"
                + took(nanos.getAsLong() - way.beganNanos(), count));
    }

    /** The task went elsewhere, or its store is given up: nobody will report on it again. */
    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long count) {
        var changelog = new Changelog(store, partition.partition());
        if (underWay.remove(changelog) != null) {
            log.accept("no longer restoring " + changelog + ": " + count + " records were");
        }
    }

    /** The pipeline runs: what is restored from here on is another restore. */
    synchronized void pipelineRuns() {
        if (underWay.isEmpty()) {
            ended = 0;
            shownPercent = 0;
        }
    }

    /** Whole percent of the restore under way, below 100; empty when nothing is being restored. */
    public synchronized OptionalInt percent() {
        return underWay.isEmpty() ? OptionalInt.empty() : OptionalInt.of(currentPercent());
    }

    /** Offsets still to be read. */
    public synchronized long remaining() {
        return underWay.values().stream()
                .mapToLong(way -> way.to() - way.next())
                .sum();
    }

    /**
     * A changelog that joins late makes the whole larger. The percentage then stands until the share has grown past it
     * again: people read a falling one as a failure.
     */
    private int currentPercent() {
        long all = ended;
        long done = ended;
        for (Way way : underWay.values()) {
            all = Math.addExact(all, way.to() - way.from());
            done = Math.addExact(done, way.next() - way.from());
        }
        int percent = Math.toIntExact(Math.min(ALMOST, Math.multiplyExact(done, 100L) / all));
        shownPercent = Math.max(shownPercent, percent);
        return shownPercent;
    }

    private static String took(long tookNanos, long count) {
        String seconds = String.format(Locale.ROOT, " in %.1f s", tookNanos / 1e9);
        return count < ENOUGH_FOR_A_RATE
                ? seconds
                : seconds + String.format(Locale.ROOT, ", %.1f s per million", tookNanos / 1e3 / count);
    }
}
