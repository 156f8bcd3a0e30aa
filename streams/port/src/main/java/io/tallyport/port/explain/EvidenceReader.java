package io.tallyport.port.explain;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TickRecords;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.answer.Problem;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage records of some licenses from their partition, with their verdicts: a part at a time, so that it needs as
 * much memory for a million events as for a thousand. Not thread-safe.
 */
final class EvidenceReader implements AutoCloseable {

    /** So many records, or bytes of them, wait for their verdicts at once. */
    private static final int PART = 2_000;

    private static final int PART_BYTES = 8 << 20;
    /** Brokers' clocks may differ: a verdict may seem to be so much older than its record. */
    private static final long SKEW_MS = 60_000;
    /** More are not told apart. */
    private static final int UNDECIDED_MOST = 100_000;

    private static final byte[] TICK = TickRecords.KEY.getBytes(StandardCharsets.UTF_8);

    private final PartitionReader reader;
    private final WireCodec<UsageEventV1> events;
    private final WireCodec<UsageVerdictV1> verdicts;
    private final int partition;
    private final Set<String> licenses;
    private final byte[] only;
    private final long deadline;
    private final Set<Origin> undecided = new HashSet<>();
    /** By topic and license, the first record that waits for its verdict: so do those behind it. */
    private final Map<String, Long> waiting = new HashMap<>();

    /** A record of one of the licenses. */
    private record Found(UsageEventV1 record, Origin at, long appendedAtMs) {}

    /** Takes a record and the verdict on it. */
    interface Taker {
        void take(UsageEventV1 record, Origin at, UsageVerdictV1 verdict);
    }

    /**
     * @param partition the partition of all the licenses
     * @param within how long reading may take in all
     */
    EvidenceReader(PartitionReader reader, Registry registry, int partition, Set<String> licenses, Duration within) {
        this.reader = reader;
        this.events = registry.codec(TopicCatalog.USAGE_EVENTS);
        this.verdicts = registry.codec(TopicCatalog.USAGE_VERDICTS);
        this.partition = partition;
        this.licenses = Set.copyOf(licenses);
        this.only = licenses.size() == 1 ? licenses.iterator().next().getBytes(StandardCharsets.UTF_8) : new byte[0];
        this.deadline = System.nanoTime() + within.toNanos();
    }

    /** Where a topic of the partition ends now. */
    long end(String topic) {
        return reader.end(topic, partition);
    }

    /** The first offset of a topic that was appended at or after a time. */
    long offsetAt(String topic, long appendedAtMs) {
        return reader.offsetAt(topic, partition, appendedAtMs);
    }

    /**
     * Where a topic of the partition begins now.
     *
     * @param nowMs the time now, for a topic that has lost everything
     */
    EvidenceStart start(String topic, long nowMs) {
        long first = offsetAt(topic, 0);
        long[] atMs = {nowMs};
        reader.read(topic, partition, first, end(topic), left(), record -> {
            atMs[0] = record.timestamp();
            return false;
        });
        return new EvidenceStart(topic, first, atMs[0]);
    }

    /** Whether a usage record that is no tick was appended between two times. */
    boolean isUsedBetween(String topic, long fromMs, long toMs) {
        boolean[] found = {false};
        all(topic, offsetAt(topic, fromMs), offsetAt(topic, toMs), record -> {
            found[0] = !Arrays.equals(record.key(), TICK);
            return !found[0];
        });
        return found[0];
    }

    /** How many records that were looked for have no verdict; of very many at least so many. */
    int undecided() {
        return undecided.size();
    }

    /** Reads those records of the licenses that are wanted and have a verdict. */
    void read(String topic, long from, long end, Predicate<UsageEventV1> wanted, Taker taker) {
        long next = from;
        while (next < end) {
            var part = new ArrayList<Found>();
            long[] bytes = {0};
            next = reader.read(topic, partition, next, end, left(), record -> {
                if (isMeant(record.key())) {
                    take(record, wanted, part);
                    bytes[0] += record.serializedValueSize();
                }
                return part.size() < PART && bytes[0] < PART_BYTES;
            });
            judge(topic, part, taker);
        }
    }

    private boolean isMeant(byte @Nullable [] key) {
        if (only.length > 0) {
            return Arrays.equals(key, only);
        }
        return key != null && licenses.contains(new String(key, StandardCharsets.UTF_8));
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Predicate<UsageEventV1> wanted, List<Found> part) {
        try {
            UsageEventV1 event = events.decode(record.value());
            if (wanted.test(event)) {
                part.add(new Found(
                        event, new Origin(record.topic(), record.partition(), record.offset()), record.timestamp()));
            }
        } catch (WireException e) {
            // What cannot be read was rejected, and counts nothing.
        }
    }

    private void judge(String topic, List<Found> part, Taker taker) {
        Map<Long, UsageVerdictV1> judged = verdicts(topic, part);
        for (Found found : part) {
            UsageVerdictV1 verdict = judged.get(found.at().offset());
            if (verdict == null) {
                waiting.merge(topic + found.record().getLicense(), found.at().offset(), Math::min);
                if (undecided.size() < UNDECIDED_MOST) {
                    undecided.add(found.at());
                }
            } else {
                taker.take(found.record(), found.at(), verdict);
            }
        }
    }

    private Map<Long, UsageVerdictV1> verdicts(String topic, List<Found> part) {
        var judged = new HashMap<Long, UsageVerdictV1>();
        var missing = new TreeMap<Long, Found>();
        for (Found found : part) {
            long offset = found.at().offset();
            if (offset <= waiting.getOrDefault(topic + found.record().getLicense(), Long.MAX_VALUE)) {
                missing.put(offset, found);
            }
        }
        if (missing.isEmpty()) {
            return judged;
        }
        long fromMs = part.stream().mapToLong(Found::appendedAtMs).min().orElse(0) - SKEW_MS;
        String about = TopicCatalog.USAGE_VERDICTS.name();
        all(about, offsetAt(about, fromMs), end(about), record -> {
            try {
                UsageVerdictV1 verdict = verdicts.decode(record.value());
                if (verdict.getTopic().equals(topic)) {
                    long first = verdict.getFirstOffset();
                    var covered = missing.subMap(first, first + Math.max(1, verdict.getCount()));
                    covered.keySet().forEach(offset -> judged.put(offset, verdict));
                    covered.clear();
                }
            } catch (WireException e) {
                // No verdict of the pipeline: verify names it.
            }
            return !missing.isEmpty();
        });
        return judged;
    }

    /** Reads until the taker has had enough, or fails when the time is up. */
    private void all(String topic, long from, long end, Predicate<ConsumerRecord<byte[], byte[]>> taker) {
        boolean[] more = {true};
        long next = from;
        while (next < end && more[0]) {
            next = reader.read(topic, partition, next, end, left(), record -> more[0] = taker.test(record));
        }
    }

    private Duration left() {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw Problem.of(
                            504,
                            "TOO_MUCH_TO_READ",
                            "the events of the period could not be read in time; no number is better than a part of one")
                    .asException();
        }
        return Duration.ofNanos(nanos);
    }

    @Override
    public void close() {
        reader.close();
    }
}
