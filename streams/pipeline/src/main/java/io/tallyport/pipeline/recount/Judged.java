package io.tallyport.pipeline.recount;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What became of the records of one partition: which events stand, by the verdicts and the corrections that were taken. */
final class Judged {

    /** Offset of a record of a topic. */
    private record At(String topic, long offset) {}

    private final PartitionReader reader;
    private final int partition;
    private final Duration within;
    private final WireCodec<UsageVerdictV1> verdicts;
    private final WireCodec<UsageEventV1> events;
    /** Runs of records that were counted, or corrected something: by topic, the offset after each run by its first. */
    private final Map<String, TreeMap<Long, Long>> counted = new HashMap<>();

    private final TreeSet<Long> corrections = new TreeSet<>();
    /** Whether an event stood after each of its corrections, by the offset of the correction. */
    private final Map<At, TreeMap<Long, Boolean>> corrected = new HashMap<>();

    Judged(PartitionReader reader, int partition, Registry registry, Duration within) {
        this.reader = reader;
        this.partition = partition;
        this.within = within;
        this.verdicts = registry.codec(TopicCatalog.USAGE_VERDICTS);
        this.events = registry.codec(TopicCatalog.USAGE_EVENTS);
    }

    /**
     * Reads verdicts, and what the corrections among the records say.
     *
     * @param ends by usage topic, the offset after the last that matters
     * @param appendedAtMs when the first record that matters was appended: no verdict on it is older
     * @param licenses those that matter
     */
    void read(Map<String, Long> ends, long appendedAtMs, Set<String> licenses) {
        String topic = TopicCatalog.USAGE_VERDICTS.name();
        long end = reader.end(topic, partition);
        reader.readAll(topic, partition, reader.offsetAt(topic, partition, appendedAtMs), end, within, record -> {
            try {
                take(verdicts.decode(record.value()), ends, licenses);
            } catch (WireException e) {
                // No verdict of the pipeline.
            }
        });
        readCorrections();
    }

    private void take(UsageVerdictV1 verdict, Map<String, Long> ends, Set<String> licenses) {
        boolean corrected = verdict.getKind() == VerdictKind.CORRECTED;
        if (!corrected && verdict.getKind() != VerdictKind.COUNTED) {
            return;
        }
        long from = verdict.getFirstOffset();
        long to = from + Math.max(1, verdict.getCount());
        if (from >= ends.getOrDefault(verdict.getTopic(), 0L)) {
            return;
        }
        var runs = counted.computeIfAbsent(verdict.getTopic(), t -> new TreeMap<>());
        var before = runs.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            runs.put(before.getKey(), Math.max(before.getValue(), to));
        } else {
            runs.put(from, to);
        }
        if (corrected
                && !verdict.getReason().startsWith(UsageKind.RECOUNT.name())
                && licenses.contains(verdict.getLicense())) {
            corrections.add(from);
        }
    }

    /** Voids and restores take turns, so the last one says whether an event stands. */
    private void readCorrections() {
        if (corrections.isEmpty()) {
            return;
        }
        reader.readAll(
                TopicCatalog.USAGE_EVENTS.name(),
                partition,
                corrections.first(),
                corrections.last() + 1,
                within,
                record -> {
                    if (corrections.contains(record.offset())) {
                        try {
                            take(events.decode(record.value()), record.offset());
                        } catch (WireException e) {
                            // It has a verdict, so it was read before.
                            throw new IllegalStateException("a correction cannot be read: " + record.offset(), e);
                        }
                    }
                });
    }

    private void take(UsageEventV1 correction, long offset) {
        var said = correction.getCorrection();
        if (said == null) {
            return;
        }
        boolean restores = correction.getKind() == UsageKind.RESTORE;
        note(new At(said.getTopic(), said.getOffset()), offset, restores);
        if (restores && said.getReplacement() != null) {
            note(new At(said.getReplacementTopic(), said.getReplacementOffset()), offset, false);
        }
    }

    private void note(At event, long correction, boolean stands) {
        corrected.computeIfAbsent(event, at -> new TreeMap<>()).put(correction, stands);
    }

    /**
     * Whether an event counted when the usage topic had been read up to an offset.
     *
     * @param before the first offset of {@code usage.events} whose correction does not matter
     */
    boolean stood(String topic, long offset, long before) {
        var runs = counted.get(topic);
        var run = runs == null ? null : runs.floorEntry(offset);
        if (run == null || run.getValue() <= offset) {
            return false;
        }
        var story = corrected.get(new At(topic, offset));
        var last = story == null ? null : story.lowerEntry(before);
        return last == null || last.getValue();
    }
}
