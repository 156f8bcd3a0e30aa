package io.tallyport.port.rejected;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.ingest.Coordinates;
import io.tallyport.port.ingest.VerdictBoard;
import io.tallyport.port.topic.Appender;
import io.tallyport.port.topic.TopicScan;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends rejected usage again: the same bytes, now under the key of their license. Ids make it safe: what was counted in
 * the meantime is a duplicate, and a run that was cut off can be repeated. Each record sent leaves an audit entry.
 */
public final class Resubmission {

    /** Action of the audit entries; their target is {@code <topic>-<partition>@<offset>}. */
    public static final String ACTION = "rejected.resubmit";

    private static final int BATCH = 500;
    private static final Duration READ_WITHIN = Duration.ofSeconds(30);
    private static final Duration APPEND_WITHIN = Duration.ofSeconds(15);
    private static final Duration VERDICTS_WITHIN = Duration.ofSeconds(15);

    private final Supplier<TopicScan> scans;
    private final Registry registry;
    private final Map<String, Appender<UsageEventV1>> appenders;
    private final Appender<AuditEntryV1> audit;
    private final VerdictBoard board;
    private final int partitions;
    private final LongSupplier nowMs;

    private record Found(Origin origin, UsageEventV1 event, byte[] bytes) {}

    /** Where the last audit entry stands, so that a reader can be waited for. */
    public record Done(ObjectNode answer, Optional<Coordinates> lastEntry) {}

    /**
     * @param scans opens a reader of single records
     * @param partitions partition count of the installation
     * @param nowMs the node's clock: tick time in ms since the epoch
     */
    public Resubmission(
            Supplier<TopicScan> scans,
            Registry registry,
            Appender<UsageEventV1> events,
            Appender<UsageEventV1> bulk,
            Appender<AuditEntryV1> audit,
            VerdictBoard board,
            int partitions,
            LongSupplier nowMs) {
        this.scans = scans;
        this.registry = registry;
        this.appenders = Map.of(TopicCatalog.USAGE_EVENTS.name(), events, TopicCatalog.USAGE_BULK.name(), bulk);
        this.audit = audit;
        this.board = board;
        this.partitions = partitions;
        this.nowMs = nowMs;
    }

    /** Where the verdicts end now, by partition: who has read that far knows of every rejection up to now. */
    public Map<Integer, Long> verdictEnds() {
        try (var scan = scans.get()) {
            return scan.ends(TopicCatalog.USAGE_VERDICTS.name(), partitions);
        }
    }

    /**
     * Sends records again and waits for their verdicts.
     *
     * @param origins where the rejected records stand
     * @param author who asks
     */
    public synchronized Done send(List<Origin> origins, String author) {
        var tally = new Tally();
        try (var scan = scans.get()) {
            for (List<Origin> group : byPartition(origins)) {
                for (int from = 0; from < group.size(); from += BATCH) {
                    var batch = group.subList(from, Math.min(group.size(), from + BATCH));
                    send(find(scan, batch, tally), author, tally);
                }
            }
        }
        return new Done(tally.answer(), Optional.ofNullable(tally.lastEntry));
    }

    /** Groups of one partition each, in offset order: so the records of a license keep their order. */
    private static List<List<Origin>> byPartition(List<Origin> origins) {
        var groups = new TreeMap<String, List<Origin>>();
        origins.forEach(
                origin -> groups.computeIfAbsent(origin.topic() + "-" + origin.partition(), key -> new ArrayList<>())
                        .add(origin));
        groups.values().forEach(group -> group.sort(java.util.Comparator.comparingLong(Origin::offset)));
        return List.copyOf(groups.values());
    }

    private List<Found> find(TopicScan scan, List<Origin> batch, Tally tally) {
        var first = batch.get(0);
        var records = scan.select(
                first.topic(),
                first.partition(),
                batch.stream().map(Origin::offset).toList(),
                READ_WITHIN);
        var codec = registry.codec(TopicCatalog.USAGE_EVENTS);
        var found = new ArrayList<Found>(batch.size());
        for (Origin origin : batch) {
            byte[] bytes = records.get(origin.offset());
            if (bytes == null) {
                tally.refuse(origin, "NO_LONGER_THERE", "the topic no longer keeps the record");
                continue;
            }
            try {
                UsageEventV1 event = codec.decode(bytes);
                if (event.getCorrection() != null) {
                    // What it corrects may have been corrected since; whoever asked knows.
                    tally.refuse(origin, "IS_CORRECTION", "a correction is not sent again: repeat the command");
                } else if (event.getLicense().isEmpty()) {
                    tally.refuse(origin, "LICENSE_MISSING", "the record names no license that could be its key");
                } else {
                    found.add(new Found(origin, event, bytes));
                }
            } catch (WireException e) {
                tally.refuse(origin, e.reason().name(), e.getMessage() == null ? "" : e.getMessage());
            }
        }
        return found;
    }

    private void send(List<Found> batch, String author, Tally tally) {
        var sent = new ArrayList<CompletableFuture<RecordMetadata>>(batch.size());
        for (Found one : batch) {
            var appender = appenders.get(one.origin().topic());
            if (appender == null) {
                throw new IllegalStateException("no usage topic: " + one.origin());
            }
            String license = one.event().getLicense();
            sent.add(appender.append(LicensePartition.of(license, partitions), license, one.bytes()));
        }
        List<Coordinates> again = confirmed(sent);
        tally.resubmitted += again.size();
        try (var wait = board.await(again)) {
            var entries = new ArrayList<CompletableFuture<RecordMetadata>>(batch.size());
            for (Found one : batch) {
                String license = one.event().getLicense();
                entries.add(audit.append(LicensePartition.of(license, partitions), license, entry(one, author)));
            }
            List<Coordinates> written = confirmed(entries);
            tally.lastEntry = written.isEmpty() ? tally.lastEntry : written.get(written.size() - 1);
            awaitQuietly(wait.complete());
            again.forEach(at -> tally.count(wait.of(at)));
        }
    }

    private AuditEntryV1 entry(Found one, String author) {
        String target = one.origin().toString();
        return AuditEntryV1.newBuilder()
                .setEntryId("resubmit/" + target)
                .setTenant(one.event().getTenant())
                .setLicense(one.event().getLicense())
                .setActor(author.isEmpty() ? "http" : author)
                .setAction(ACTION)
                .setTarget(target)
                .setAtMs(nowMs.getAsLong())
                .build();
    }

    private static List<Coordinates> confirmed(List<CompletableFuture<RecordMetadata>> sent) {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new))
                    .get(APPEND_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.of(
                            504,
                            "OUTCOME_UNKNOWN",
                            "Kafka did not confirm every record in time. Resubmit again: ids make that safe")
                    .asException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("STOPPING", "the node is stopping; resubmit again")
                    .asException(e);
        }
        return sent.stream()
                .map(CompletableFuture::join)
                .map(at -> new Coordinates(at.topic(), at.partition(), at.offset()))
                .toList();
    }

    private static void awaitQuietly(CompletableFuture<Void> verdicts) {
        try {
            verdicts.get(VERDICTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // what is missing is told as pending
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What came of it. */
    private static final class Tally {
        private static final int REFUSED_LISTED_MAX = 100;
        private final Map<String, Integer> verdicts = new LinkedHashMap<>();
        private final List<ObjectNode> refused = new ArrayList<>();
        private int refusals;
        private int resubmitted;
        private @org.jspecify.annotations.Nullable Coordinates lastEntry;

        Tally() {
            for (String kind : List.of("counted", "duplicate", "conflict", "late", "rejected")) {
                verdicts.put(kind, 0);
            }
        }

        void refuse(Origin origin, String code, String reason) {
            refusals++;
            if (refused.size() < REFUSED_LISTED_MAX) {
                refused.add(Json.object()
                        .put("topic", origin.topic())
                        .put("partition", origin.partition())
                        .put("offset", origin.offset())
                        .put("code", code)
                        .put("reason", reason));
            }
        }

        void count(@org.jspecify.annotations.Nullable UsageVerdictV1 verdict) {
            String kind = verdict == null ? "pending" : verdict.getKind().name().toLowerCase(Locale.ROOT);
            verdicts.merge(kind, 1, Integer::sum);
        }

        ObjectNode answer() {
            ObjectNode answer = Json.object().put("resubmitted", resubmitted).put("refused", refusals);
            var totals = answer.putObject("verdicts");
            verdicts.forEach(totals::put);
            if (!refused.isEmpty()) {
                answer.putArray("errors").addAll(refused);
            }
            return answer;
        }
    }
}
