package io.tallyport.port.correction;

import io.tallyport.contract.LicensePartition;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.ingest.Coordinates;
import io.tallyport.port.ingest.VerdictBoard;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Appends usage records to the partitions of their licenses, and waits for the verdicts on them. */
final class DecidedRecords {

    private static final Duration APPEND_WITHIN = Duration.ofSeconds(15);
    private static final Duration VERDICTS_WITHIN = Duration.ofSeconds(15);

    private final Appender<UsageEventV1> events;
    private final Appender<UsageEventV1> bulk;
    private final VerdictBoard board;
    private final int partitions;

    DecidedRecords(Appender<UsageEventV1> events, Appender<UsageEventV1> bulk, VerdictBoard board, int partitions) {
        this.events = events;
        this.bulk = bulk;
        this.board = board;
        this.partitions = partitions;
    }

    /** Fails with the reason if a record was refused, or if nobody knows. */
    static void requireTaken(@Nullable UsageVerdictV1 verdict, CorrectionRequest request) {
        if (verdict == null) {
            throw unknown(request.commandId(), "no verdict came in time").asException();
        }
        boolean taken = verdict.getKind() == VerdictKind.CORRECTED
                || verdict.getKind() == VerdictKind.COUNTED
                || verdict.getKind() == VerdictKind.DUPLICATE;
        if (!taken) {
            throw Problem.refused(
                            verdict.getReason(),
                            verdict.getField().isEmpty() ? null : verdict.getField(),
                            verdict.getDetail())
                    .asException();
        }
    }

    private static Problem unknown(String commandId, String why) {
        return Problem.of(
                504,
                "OUTCOME_UNKNOWN",
                why + "; whether it was done is unknown. Send it again with commandId " + commandId + " to learn it");
    }

    /** Appends records and gives their verdicts; null where none came in time. */
    List<@Nullable UsageVerdictV1> decided(List<UsageEventV1> records, String commandId) {
        var sent = new ArrayList<CompletableFuture<RecordMetadata>>(records.size());
        for (UsageEventV1 record : records) {
            int partition = LicensePartition.of(record.getLicense(), partitions);
            sent.add(topicOf(record).append(partition, record.getLicense(), record));
        }
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                    .get(APPEND_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            List<Coordinates> at = sent.stream()
                    .map(CompletableFuture::join)
                    .map(m -> new Coordinates(m.topic(), m.partition(), m.offset()))
                    .toList();
            try (var wait = board.await(at)) {
                awaitQuietly(wait.complete());
                var verdicts = new ArrayList<@Nullable UsageVerdictV1>(at.size());
                at.forEach(one -> verdicts.add(wait.of(one)));
                return verdicts;
            }
        } catch (ExecutionException | TimeoutException e) {
            throw unknown(commandId, "Kafka did not confirm every record in time")
                    .asException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("STOPPING", "the node is stopping; send it again with commandId " + commandId)
                    .asException(e);
        }
    }

    /** Corrections come where live usage does; what of a backfill moves to another license counts there as any event of a job. */
    private Appender<UsageEventV1> topicOf(UsageEventV1 record) {
        return record.getKind() == UsageKind.USAGE && !record.getJob().isEmpty() ? bulk : events;
    }

    private static void awaitQuietly(CompletableFuture<Void> verdicts) throws InterruptedException {
        try {
            verdicts.get(VERDICTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // what is missing is told as pending
        }
    }
}
