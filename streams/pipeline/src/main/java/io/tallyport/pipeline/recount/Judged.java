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
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
    /** Counted, or corrected, by topic: a bit for each offset from a first one on. */
    private final Map<String, BitSet> counted = new HashMap<>();

    private final Map<String, Long> firsts = new HashMap<>();
    private final TreeSet<Long> corrections = new TreeSet<>();
    private final Set<At> voided = new HashSet<>();

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
     * @param firsts first offset that matters, by usage topic
     * @param ends offset after the last
     * @param appendedAtMs when the first of them was appended: no verdict is older
     * @param licenses those that matter
     */
    void read(Map<String, Long> firsts, Map<String, Long> ends, long appendedAtMs, Set<String> licenses) {
        this.firsts.putAll(firsts);
        String topic = TopicCatalog.USAGE_VERDICTS.name();
        long end = reader.end(topic, partition);
        long next =
                reader.read(topic, partition, reader.offsetAt(topic, partition, appendedAtMs), end, within, record -> {
                    try {
                        take(verdicts.decode(record.value()), ends, licenses);
                    } catch (WireException e) {
                        // No verdict of the pipeline.
                    }
                    return true;
                });
        if (next < end) {
            throw new IllegalStateException("the verdicts could not be read within " + within);
        }
        readCorrections();
    }

    private void take(UsageVerdictV1 verdict, Map<String, Long> ends, Set<String> licenses) {
        Long first = firsts.get(verdict.getTopic());
        Long end = ends.get(verdict.getTopic());
        boolean corrected = verdict.getKind() == VerdictKind.CORRECTED;
        if (first == null || end == null || !corrected && verdict.getKind() != VerdictKind.COUNTED) {
            return;
        }
        long from = Math.max(first, verdict.getFirstOffset());
        long to = Math.min(end, verdict.getFirstOffset() + Math.max(1, verdict.getCount()));
        if (from < to) {
            counted.computeIfAbsent(verdict.getTopic(), t -> new BitSet())
                    .set(Math.toIntExact(from - first), Math.toIntExact(to - first));
            if (corrected && licenses.contains(verdict.getLicense())) {
                corrections.add(from);
            }
        }
    }

    /** Voids and restores take turns, so the last one says whether an event stands. */
    private void readCorrections() {
        for (long offset : corrections) {
            reader.read(TopicCatalog.USAGE_EVENTS.name(), partition, offset, offset + 1, within, record -> {
                try {
                    take(events.decode(record.value()));
                } catch (WireException e) {
                    // It has a verdict, so it was read before.
                    throw new IllegalStateException("a correction cannot be read: " + record.offset(), e);
                }
                return true;
            });
        }
    }

    private void take(UsageEventV1 correction) {
        var said = correction.getCorrection();
        if (said == null || correction.getKind() == UsageKind.RECOUNT) {
            return;
        }
        var original = new At(said.getTopic(), said.getOffset());
        if (correction.getKind() != UsageKind.RESTORE) {
            voided.add(original);
            return;
        }
        voided.remove(original);
        if (said.getReplacement() != null) {
            voided.add(new At(said.getReplacementTopic(), said.getReplacementOffset()));
        }
    }

    /** Whether the event at an offset counts. */
    boolean stands(String topic, long offset) {
        var bits = counted.get(topic);
        long first = firsts.getOrDefault(topic, 0L);
        return bits != null
                && offset >= first
                && bits.get(Math.toIntExact(offset - first))
                && !voided.contains(new At(topic, offset));
    }
}
