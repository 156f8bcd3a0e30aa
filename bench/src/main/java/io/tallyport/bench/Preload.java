package io.tallyport.bench;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TickRecords;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes a workload into the source topics, as an installation would have: ticks, catalog, licenses, then usage. */
final class Preload implements AutoCloseable {

    private static final byte[] TICK_KEY = TickRecords.KEY.getBytes(StandardCharsets.UTF_8);

    private final Workload workload;
    private final Registry registry;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private Preload(Workload workload, KafkaClients kafka, Registry registry) {
        this.workload = workload;
        this.registry = registry;
        this.producer = kafka.producer("bench-preload");
    }

    /** Writes everything and returns what it must come to, once the broker has it. */
    static Expected write(Workload workload, KafkaClients kafka, Registry registry) {
        try (var preload = new Preload(workload, kafka, registry)) {
            return preload.write();
        }
    }

    /** Writes the catalog and the licenses alone: for a node that ticks and meters live. */
    static void writeTerms(Workload workload, KafkaClients kafka, Registry registry) {
        try (var preload = new Preload(workload, kafka, registry)) {
            preload.catalog();
            preload.licenses();
        }
    }

    /** Writes the revision in which the units have a second version, that counts from an instant on. */
    static void writeRepair(Workload workload, KafkaClients kafka, Registry registry, Instant from) {
        try (var preload = new Preload(workload, kafka, registry)) {
            preload.catalog(2, BenchCatalog.repaired(workload.smallLimit(), workload.meters(), from));
        }
    }

    private Expected write() {
        long startMs = Workload.START.toEpochMilli();
        tick(startMs);
        catalog();
        licenses();
        var stream = new EventStream(workload, registry.codec(TopicCatalog.USAGE_EVENTS));
        for (int i = 1; i <= workload.events(); i++) {
            var event = stream.next();
            byte[] key = event.license().getBytes(StandardCharsets.UTF_8);
            send(TopicCatalog.USAGE_EVENTS, LicensePartition.of(key, workload.partitions()), key, event.value());
            if (i % workload.eventsPerTick() == 0) {
                tick(startMs + (long) i / workload.eventsPerTick() * Workload.TICK_MS);
            }
        }
        flush();
        return stream.expected();
    }

    private void tick(long timeMs) {
        // Flushed before and after: what was sent before a tick lies before it.
        flush();
        for (TallyTopic<?> topic : TopicCatalog.sources()) {
            tick(topic, timeMs);
        }
        flush();
    }

    private <T extends SpecificRecord> void tick(TallyTopic<T> topic, long timeMs) {
        byte[] value = registry.codec(topic).encode(TickRecords.at(topic, timeMs));
        for (int partition = 0; partition < workload.partitions(); partition++) {
            send(topic, partition, TICK_KEY, value);
        }
    }

    private void catalog() {
        catalog(1, BenchCatalog.document(workload.smallLimit(), workload.meters()));
    }

    private void catalog(long revision, String document) {
        byte[] value = registry.codec(TopicCatalog.CATALOG_REVISIONS)
                .encode(CatalogRevisionV1.newBuilder()
                        .setKind(CatalogRevisionKind.REVISION)
                        .setRevision(revision)
                        .setBase(revision - 1)
                        .setAuthor("bench")
                        .setReason("bench")
                        .setDocument(document)
                        .setDigest(CatalogDigest.of(document))
                        .build());
        for (int partition = 0; partition < workload.partitions(); partition++) {
            send(TopicCatalog.CATALOG_REVISIONS, partition, "catalog".getBytes(StandardCharsets.UTF_8), value);
        }
        flush();
    }

    private void licenses() {
        var codec = registry.codec(TopicCatalog.LICENSE_COMMANDS);
        for (int i = 0; i < workload.licenses(); i++) {
            String license = workload.license(i);
            byte[] key = license.getBytes(StandardCharsets.UTF_8);
            byte[] value = codec.encode(LicenseCommandV1.newBuilder()
                    .setKind(LicenseCommandKind.ISSUE)
                    .setCommandId("issue-" + license)
                    .setLicense(license)
                    .setAuthor("bench")
                    .setReason("bench")
                    .setProduct(BenchCatalog.PRODUCT)
                    .setPlan(workload.planOf(i))
                    .setCustomer("customer-" + i % 100)
                    .setKeyHash("hash-of-" + license)
                    .build());
            send(TopicCatalog.LICENSE_COMMANDS, LicensePartition.of(key, workload.partitions()), key, value);
        }
        flush();
    }

    private void send(TallyTopic<?> topic, int partition, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic.name(), partition, key, value), (at, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    private void flush() {
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the workload could not be written: " + failed.getMessage(), failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
