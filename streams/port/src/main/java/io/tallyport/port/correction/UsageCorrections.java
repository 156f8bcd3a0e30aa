package io.tallyport.port.correction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.correction.EventSearch.Part;
import io.tallyport.port.ingest.VerdictBoard;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Voids and restores events that were counted: one, or all that are selected, in calls that each go on where the one before
 * stopped. Repeating a command with its id changes nothing more.
 */
public final class UsageCorrections {

    private static final List<String> TOPICS =
            List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    /** So many events a call corrects, and so long it looks for them. */
    private static final int MOST = 10_000;

    private static final int PART = 5_000;
    private static final Duration WITHIN = Duration.ofSeconds(15);

    private final Supplier<EventSearch> searches;
    private final CorrectionWriter writer;
    private final StartOffsets starts;
    private final int partitions;

    /**
     * @param readers opens a reader of topics
     * @param events writes corrections
     * @param bulk writes events of backfills
     * @param partitions partition count of the installation
     * @param nowMs the node's clock: tick time in ms since the epoch
     * @param isBrokersTime whether the node's clock is the broker's
     */
    public UsageCorrections(
            Supplier<PartitionReader> readers,
            Registry registry,
            Appender<UsageEventV1> events,
            Appender<UsageEventV1> bulk,
            VerdictBoard board,
            int partitions,
            LongSupplier nowMs,
            BooleanSupplier isBrokersTime) {
        this.searches = () -> new EventSearch(readers.get(), registry);
        this.writer = new CorrectionWriter(new DecidedRecords(events, bulk, board, partitions));
        this.starts = new StartOffsets(nowMs, isBrokersTime);
        this.partitions = partitions;
    }

    /** {@code POST /v1/usage/void}: 200 with what became of the events. */
    public Answer voidEvents(byte[] body, String idempotencyKey) {
        var request = CorrectionRequest.of(body, idempotencyKey);
        return request.selection().isOne() && !request.dryRun()
                ? one(request, UsageKind.VOID)
                : many(request, UsageKind.VOID);
    }

    /** {@code POST /v1/usage/restore}: 200 with what became of the events. */
    public Answer restoreEvents(byte[] body, String idempotencyKey) {
        var request = CorrectionRequest.of(body, idempotencyKey);
        return request.selection().isOne() && !request.dryRun()
                ? one(request, UsageKind.RESTORE)
                : many(request, UsageKind.RESTORE);
    }

    /** {@code POST /v1/usage/amend}: 200 with the event that took the place of the amended one. */
    public Answer amendEvent(byte[] body, String idempotencyKey) {
        var request = CorrectionRequest.amendment(body, idempotencyKey);
        try (var search = searches.get()) {
            CountedEvent event = found(search, request.selection());
            return Answer.ok(writer.amend(request, event, () -> story(search, event)));
        }
    }

    private Answer one(CorrectionRequest request, UsageKind kind) {
        try (var search = searches.get()) {
            CountedEvent event = found(search, request.selection());
            var tally = new CorrectionTally(request);
            if (kind == UsageKind.VOID) {
                writer.send(request, List.of(writer.voiding(request, event)), tally);
            } else {
                writer.restore(request, event, story(search, event), this::moved, tally);
            }
            tally.requireTaken();
            return Answer.ok(tally.answer());
        }
    }

    private static List<EventSearch.Correction> story(EventSearch search, CountedEvent event) {
        long end = search.end(TopicCatalog.USAGE_EVENTS.name(), event.at().partition());
        return search.correctionsOf(event, end, WITHIN);
    }

    /** What an event was amended to under another license; null if it never counted there. */
    private CorrectionWriter.@Nullable Told moved(EventSelection selection) {
        try (var search = searches.get()) {
            CountedEvent event = find(search, selection);
            return event == null ? null : new CorrectionWriter.Told(event, story(search, event));
        }
    }

    /** The record that counted an event. */
    private CountedEvent found(EventSearch search, EventSelection selection) {
        CountedEvent event = find(search, selection);
        if (event == null) {
            throw Problem.of(
                            404,
                            "EVENT_UNKNOWN",
                            "no event " + selection.id() + " of source " + selection.source()
                                    + " was counted for license " + selection.license())
                    .asException();
        }
        return event;
    }

    private @Nullable CountedEvent find(EventSearch search, EventSelection selection) {
        int partition = LicensePartition.of(selection.license(), partitions);
        boolean undecided = false;
        long deadline = System.nanoTime() + WITHIN.toNanos();
        for (String topic : TOPICS) {
            long from = starts.of(search, topic, partition, selection.fromMs());
            long end = search.end(topic, partition);
            while (from < end) {
                Part part = search.find(topic, partition, from, end, selection, 1, WITHIN);
                if (!part.counted().isEmpty()) {
                    return part.counted().get(0);
                }
                undecided |= part.undecided() > 0;
                if (part.next() < end && System.nanoTime() - deadline > 0) {
                    throw Problem.of(504, "TOO_MUCH_TO_READ", "the event was not found in time: say from when it is")
                            .asException();
                }
                from = part.next();
            }
        }
        if (undecided) {
            throw Problem.refused("NOT_DECIDED_YET", "id", "the event has no verdict yet: try again")
                    .asException();
        }
        return null;
    }

    private Answer many(CorrectionRequest request, UsageKind kind) {
        var tally = new CorrectionTally(request);
        long deadline = System.nanoTime() + WITHIN.toNanos();
        Cursor at = Cursor.parse(request.after(), places(request.selection()));
        try (var search = searches.get()) {
            while (!at.isDone() && tally.found() < MOST && System.nanoTime() - deadline < 0) {
                Cursor.Place place = at.place();
                long from = at.offset() >= 0
                        ? at.offset()
                        : starts.of(
                                search,
                                place.topic(),
                                place.partition(),
                                request.selection().fromMs());
                long end = search.end(place.topic(), place.partition());
                Part part = search.find(place.topic(), place.partition(), from, end, request.selection(), PART, WITHIN);
                tally.found(part);
                if (!request.dryRun()) {
                    writer.send(
                            request,
                            part.counted().stream()
                                    .map(event -> writer.correcting(kind, request, event))
                                    .toList(),
                            tally);
                }
                at = part.next() >= end ? at.nextPlace() : at.at(part.next());
            }
        }
        ObjectNode answer = tally.answer();
        if (!at.isDone()) {
            answer.put("next", at.text());
        }
        return Answer.ok(answer);
    }

    private List<Cursor.Place> places(EventSelection selection) {
        var partitions = selection.license().isEmpty()
                ? IntStream.range(0, this.partitions)
                : IntStream.of(LicensePartition.of(selection.license(), this.partitions));
        return partitions
                .boxed()
                .flatMap(partition -> TOPICS.stream().map(topic -> new Cursor.Place(topic, partition)))
                .toList();
    }
}
