package io.tallyport.port;

import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.PartitionReader;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.port.catalog.AdoptionBoard;
import io.tallyport.port.catalog.CatalogWriter;
import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.port.catalog.TopicCatalogSource;
import io.tallyport.port.correction.UsageCorrections;
import io.tallyport.port.explain.MeterPreviews;
import io.tallyport.port.explain.UsageExplanations;
import io.tallyport.port.ingest.UsageIngest;
import io.tallyport.port.ingest.VerdictBoard;
import io.tallyport.port.license.LicenseCommands;
import io.tallyport.port.license.LicenseKeys;
import io.tallyport.port.license.OutcomeBoard;
import io.tallyport.port.rejected.Resubmission;
import io.tallyport.port.topic.Appender;
import io.tallyport.port.topic.TopicFollower;
import io.tallyport.port.topic.TopicScan;
import io.tallyport.port.watch.Watches;
import io.tallyport.readmodel.ReadModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;

/** What of the port needs Kafka: it exists only once Kafka is up. */
final class PortBackend implements AutoCloseable {
    /** As many as the read model gives at once. */
    private static final int REVISIONS_KNOWN = 10_000;

    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Producer<byte[], byte[]> producer;
    private final TopicFollower follower;
    private final UsageIngest ingest;
    private final LicenseCommands commands;
    private final CatalogWriter catalog;
    private final Resubmission resubmission;
    private final UsageCorrections corrections;
    private final UsageExplanations explanations;
    private final MeterPreviews previews;
    private final Watches watches;
    private final int partitions;
    private final CompletableFuture<Void> followed;

    PortBackend(
            PortConfig config,
            PortParts parts,
            KafkaClients kafka,
            Registry registry,
            int partitions,
            Executor executor) {
        this.partitions = partitions;
        LongSupplier nowMs = () -> parts.clock().now().toEpochMilli();
        MeterRegistry metrics = parts.metrics();
        var keys = new LicenseKeys(config.pepper());
        var licenses = new PublishedLicenses(parts.client().view(), parts.readModel(), keys);
        var verdicts = new VerdictBoard();
        var outcomes = new OutcomeBoard();
        var adoptions = new AdoptionBoard(partitions);
        metrics.gauge("tallyport.port.verdicts.waited", verdicts, VerdictBoard::waited);
        producer = kafka.producer("tallyport-port");
        var events = new Appender<>(TopicCatalog.USAGE_EVENTS, registry, producer);
        var bulk = new Appender<>(TopicCatalog.USAGE_BULK, registry, producer);
        ingest = new UsageIngest(events, bulk, licenses, verdicts, partitions, nowMs, executor, metrics);
        commands = new LicenseCommands(
                new Appender<>(TopicCatalog.LICENSE_COMMANDS, registry, producer),
                outcomes,
                keys,
                licenses,
                partitions,
                nowMs,
                executor,
                config.commandWithin());
        var revisions = new Appender<>(TopicCatalog.CATALOG_REVISIONS, registry, producer);
        catalog = new CatalogWriter(
                () -> kafka.transactionalProducer("tallyport-port-catalog", CatalogWriter.TRANSACTIONAL_ID),
                revisions::encode,
                new TopicCatalogSource(
                        kafka, registry, () -> lastKnown(parts.readModel()), () -> past(parts.readModel())),
                adoptions,
                partitions,
                nowMs,
                config.adoptionWithin());
        resubmission = new Resubmission(
                () -> new TopicScan(kafka, "tallyport-port-resubmit"),
                registry,
                events,
                bulk,
                new Appender<>(TopicCatalog.AUDIT_ENTRIES, registry, producer),
                verdicts,
                partitions,
                nowMs);
        corrections = new UsageCorrections(
                () -> new PartitionReader(kafka.consumer("tallyport-port-corrections")),
                registry,
                events,
                bulk,
                verdicts,
                partitions,
                nowMs,
                () -> parts.clock().kind().equals("system"));
        previews = new MeterPreviews(
                () -> new PartitionReader(kafka.consumer("tallyport-port-previews")),
                registry,
                new ReadModelBook(parts.readModel()),
                new ReadModelUsage(parts.readModel()),
                partitions,
                nowMs,
                () -> parts.clock().kind().equals("system"));
        explanations = new UsageExplanations(
                () -> new PartitionReader(kafka.consumer("tallyport-port-explanations")),
                registry,
                new ReadModelBook(parts.readModel()),
                new ReadModelUsage(parts.readModel()),
                partitions,
                nowMs,
                () -> parts.clock().kind().equals("system"));
        watches = new Watches(kafka, registry, partitions);
        follower = new TopicFollower("tallyport-port-outcomes", kafka, registry, partitions)
                .follow(TopicCatalog.USAGE_VERDICTS, (verdict, record) -> verdicts.accept(verdict))
                .follow(TopicCatalog.LICENSE_EVENTS, (event, record) -> outcomes.accept(event))
                .follow(TopicCatalog.AUDIT_ENTRIES, (entry, record) -> adoptions.accept(entry, record.partition()));
        followed = follower.start();
    }

    /** Completes when no outcome can be missed any more. */
    CompletableFuture<Void> followed() {
        return followed;
    }

    /** Partition count of the installation. */
    int partitions() {
        return partitions;
    }

    UsageIngest ingest() {
        return ingest;
    }

    LicenseCommands commands() {
        return commands;
    }

    CatalogWriter catalog() {
        return catalog;
    }

    Resubmission resubmission() {
        return resubmission;
    }

    UsageCorrections corrections() {
        return corrections;
    }

    UsageExplanations explanations() {
        return explanations;
    }

    MeterPreviews previews() {
        return previews;
    }

    Watches watches() {
        return watches;
    }

    @Override
    public void close() {
        watches.close();
        follower.close();
        producer.close(CLOSE);
    }

    private static List<StoredCatalog> past(ReadModel readModel) {
        return readModel.catalogRevisions(REVISIONS_KNOWN).value().stream()
                .map(StoredCatalog::of)
                .toList();
    }

    private static TopicCatalogSource.Known lastKnown(ReadModel readModel) {
        var latest = readModel.catalogRevision(null);
        long nextOffset = latest.offsets().getOrDefault(TopicCatalog.CATALOG_REVISIONS.name() + "-0", 0L);
        var catalog = latest.value().map(StoredCatalog::of).orElse(StoredCatalog.NONE);
        return new TopicCatalogSource.Known(catalog, nextOffset);
    }
}
