package io.tallyport.port.explain;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.port.answer.Problem;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the topics hold of the usage of some licenses from an instant on: first what was corrected and recounted, then the
 * events that were counted. Not thread-safe.
 */
final class UsageEvidence {

    private static final List<String> TOPICS =
            List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    /** So many corrections are kept at once. */
    private static final int CORRECTIONS_MOST = 200_000;

    private final EvidenceReader reader;
    private final long fromMs;
    private final long nowMs;
    private final boolean brokersTime;

    /**
     * What bears on the events.
     *
     * @param ends how far the topics are read, by topic
     * @param corrections what was voided, restored or amended
     * @param switches which licenses have gone over to another version of a meter
     */
    record Past(Map<String, Long> ends, Corrections corrections, MeterSwitches switches) {}

    /**
     * @param fromMs time of the earliest events that matter
     * @param nowMs the node's time
     * @param brokersTime whether that is the broker's; with a clock of its own, topics are read from their beginning
     */
    UsageEvidence(EvidenceReader reader, long fromMs, long nowMs, boolean brokersTime) {
        this.reader = reader;
        this.fromMs = fromMs;
        this.nowMs = nowMs;
        this.brokersTime = brokersTime;
    }

    /** An event is appended at most so long before its time. */
    private long neededFromMs() {
        return fromMs - UsageAdmission.FUTURE_TOLERANCE.toMillis();
    }

    /** Fails unless everything is there that was appended from the beginning on. */
    void requireWhole() {
        long neededMs = neededFromMs();
        var starts = new ArrayList<EvidenceStart>();
        var verdicts = reader.start(TopicCatalog.USAGE_VERDICTS.name(), nowMs);
        TOPICS.forEach(topic -> starts.add(reader.start(topic, nowMs)));
        // Usage topics have ticks, so one that begins late has lost something; verdicts may begin late for want of
        // usage.
        boolean quiet = brokersTime
                && !verdicts.isWholeFrom(neededMs, true)
                && TOPICS.stream().noneMatch(topic -> reader.isUsedBetween(topic, neededMs, verdicts.firstAtMs()));
        if (!quiet) {
            starts.add(verdicts);
        }
        EvidenceStart.latestLack(starts, neededMs, brokersTime).ifPresent(lack -> {
            throw lack.expired(fromMs).asException();
        });
    }

    /** Reads what bears on the events, up to where the topics end now. */
    Past past() {
        var ends = new TreeMap<String, Long>();
        TOPICS.forEach(topic -> ends.put(topic, reader.end(topic)));
        var past = new Past(ends, new Corrections(), new MeterSwitches());
        read(
                TopicCatalog.USAGE_EVENTS.name(),
                past,
                record -> WireEvents.isCorrection(record) || WireEvents.isRecountOfMeter(record),
                (record, at, verdict) -> {
                    if (!WireEvents.isTaken(record, verdict)) {
                        return;
                    }
                    if (record.getKind() == UsageKind.RECOUNT) {
                        WireEvents.note(record, at, past.switches());
                    } else {
                        WireEvents.note(record, at, past.corrections());
                        requireRoom(past.corrections());
                    }
                });
        return past;
    }

    private static void requireRoom(Corrections corrections) {
        if (corrections.size() > CORRECTIONS_MOST) {
            throw Problem.of(
                            504,
                            "TOO_MUCH_TO_READ",
                            "there are more than " + CORRECTIONS_MOST
                                    + " corrections since the period began, more than can be kept at once")
                    .asException();
        }
    }

    /** Reads the events that were counted, each once, in the order of their topic. */
    void events(Past past, Predicate<UsageEventV1> wanted, Consumer<JudgedEvent> taker) {
        for (String topic : TOPICS) {
            read(
                    topic,
                    past,
                    record -> (record.getKind() == UsageKind.USAGE || record.getKind() == UsageKind.AMEND)
                            && wanted.test(record),
                    (record, at, verdict) -> {
                        if (WireEvents.brought(record, verdict)) {
                            taker.accept(WireEvents.judged(record, at, verdict));
                        }
                    });
        }
    }

    private void read(String topic, Past past, Predicate<UsageEventV1> wanted, EvidenceReader.Taker taker) {
        long from = brokersTime ? reader.offsetAt(topic, neededFromMs()) : 0;
        reader.read(topic, from, past.ends().getOrDefault(topic, 0L), wanted, taker);
    }
}
