package io.tallyport.port.correction;

import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.ingest.Coordinates;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Finds counted events in the usage topics: the record that counted, not a retry of it. Not thread-safe. */
final class EventSearch implements AutoCloseable {

    private static final Duration VERDICTS_WITHIN = Duration.ofSeconds(20);

    private final PartitionReader reader;
    private final WireCodec<UsageEventV1> events;
    private final WireCodec<UsageVerdictV1> verdicts;

    /**
     * What a part of a partition holds.
     *
     * @param counted the events that are meant and were counted
     * @param undecided how many are meant that have no verdict yet
     * @param unanswered of how many the filter could not say whether they are meant
     * @param next the offset to go on from
     */
    record Part(List<CountedEvent> counted, int undecided, int unanswered, long next) {}

    EventSearch(PartitionReader reader, Registry registry) {
        this.reader = reader;
        this.events = registry.codec(TopicCatalog.USAGE_EVENTS);
        this.verdicts = registry.codec(TopicCatalog.USAGE_VERDICTS);
    }

    /** Where a partition of a topic ends now. */
    long end(String topic, int partition) {
        return reader.end(topic, partition);
    }

    /** The first offset of a usage topic that was appended at or after a time. */
    long offsetAt(String topic, int partition, long appendedAtMs) {
        return reader.offsetAt(topic, partition, appendedAtMs);
    }

    /**
     * Looks for selected events.
     *
     * @param most how many are enough
     */
    Part find(String topic, int partition, long from, long end, EventSelection selection, int most, Duration within) {
        var found = new ArrayList<CountedEvent>();
        int[] unanswered = {0};
        byte[] license = selection.license().getBytes(StandardCharsets.UTF_8);
        long next = reader.read(topic, partition, from, end, within, record -> {
            if (license.length == 0 || Arrays.equals(record.key(), license)) {
                try {
                    take(record, selection, found);
                } catch (FilterException e) {
                    unanswered[0]++;
                }
            }
            return found.size() < most;
        });
        var kinds = verdicts(partition, found);
        var counted = new ArrayList<CountedEvent>();
        int undecided = 0;
        for (CountedEvent one : found) {
            UsageVerdictV1 verdict = kinds.get(one.at().offset());
            if (verdict == null) {
                undecided++;
            } else if (brought(verdict)) {
                counted.add(one);
            }
        }
        return new Part(counted, undecided, unanswered[0], next);
    }

    /** The corrections of an event that lie behind it, in order. */
    List<Correction> correctionsOf(CountedEvent event, long end, Duration within) {
        var found = new ArrayList<Correction>();
        var original = event.event();
        int partition = event.at().partition();
        String topic = TopicCatalog.USAGE_EVENTS.name();
        long from = event.at().topic().equals(topic)
                ? event.at().offset()
                : reader.offsetAt(topic, partition, event.appendedAtMs());
        byte[] license = original.getLicense().getBytes(StandardCharsets.UTF_8);
        long next = reader.read(topic, partition, from, end, within, record -> {
            UsageEventV1 read = Arrays.equals(record.key(), license) ? decoded(record) : null;
            if (read != null
                    && read.getOriginal() != null
                    && read.getCorrection() != null
                    && read.getOriginal().getSource().equals(original.getSource())
                    && read.getOriginal().getId().equals(original.getId())) {
                found.add(new Correction(
                        read, new CountedEvent(CountedEvent.plain(read), at(record), record.timestamp())));
            }
            return true;
        });
        if (next < end) {
            throw Problem.of(
                            504,
                            "TOO_MUCH_TO_READ",
                            "there is more behind the event than can be read within " + within.toSeconds() + " s")
                    .asException();
        }
        var kinds = verdicts(partition, found.stream().map(Correction::record).toList());
        found.removeIf(one -> {
            UsageVerdictV1 verdict = kinds.get(one.record().at().offset());
            return verdict == null || verdict.getKind() != VerdictKind.CORRECTED;
        });
        return found;
    }

    /**
     * A correction that was taken.
     *
     * @param said what it says
     * @param record the record; for an amendment also the event that it brought
     */
    record Correction(UsageEventV1 said, CountedEvent record) {}

    private void take(ConsumerRecord<byte[], byte[]> record, EventSelection selection, List<CountedEvent> found)
            throws FilterException {
        UsageEventV1 event = decoded(record);
        boolean isEvent = event != null && (event.getKind() == UsageKind.USAGE || event.getKind() == UsageKind.AMEND);
        if (event != null && isEvent && selection.takes(event)) {
            found.add(new CountedEvent(CountedEvent.plain(event), at(record), record.timestamp()));
        }
    }

    /** What cannot be read was rejected, and is nothing that could be corrected. */
    private @org.jspecify.annotations.Nullable UsageEventV1 decoded(ConsumerRecord<byte[], byte[]> record) {
        try {
            return events.decode(record.value());
        } catch (WireException e) {
            return null;
        }
    }

    private static Coordinates at(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    /** Whether a record brought an event that counted: an amendment does, by being taken. */
    private static boolean brought(UsageVerdictV1 verdict) {
        return verdict.getKind() == VerdictKind.COUNTED
                || verdict.getKind() == VerdictKind.CORRECTED
                        && verdict.getReason().equals(UsageKind.AMEND.name());
    }

    /** The verdicts on some records of one partition, by offset; verdicts never come before their records. */
    private TreeMap<Long, UsageVerdictV1> verdicts(int partition, List<CountedEvent> of) {
        var found = new TreeMap<Long, UsageVerdictV1>();
        if (of.isEmpty()) {
            return found;
        }
        var missing = new TreeMap<Long, CountedEvent>();
        of.forEach(one -> missing.put(one.at().offset(), one));
        String about = of.get(0).at().topic();
        String topic = TopicCatalog.USAGE_VERDICTS.name();
        long fromMs = of.stream().mapToLong(CountedEvent::appendedAtMs).min().orElse(0);
        reader.read(
                topic,
                partition,
                reader.offsetAt(topic, partition, fromMs),
                end(topic, partition),
                VERDICTS_WITHIN,
                record -> {
                    try {
                        UsageVerdictV1 verdict = verdicts.decode(record.value());
                        if (verdict.getTopic().equals(about)) {
                            var covered = missing.subMap(
                                    verdict.getFirstOffset(),
                                    verdict.getFirstOffset() + Math.max(1, verdict.getCount()));
                            covered.keySet().forEach(offset -> found.put(offset, verdict));
                            covered.clear();
                        }
                    } catch (WireException e) {
                        // No verdict of the pipeline: verify names it.
                    }
                    return !missing.isEmpty();
                });
        return found;
    }

    @Override
    public void close() {
        reader.close();
    }
}
