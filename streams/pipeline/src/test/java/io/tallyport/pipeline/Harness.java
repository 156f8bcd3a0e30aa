package io.tallyport.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.EntitlementUpdateV1;
import io.tallyport.wire.FeatureEntitlementV1;
import io.tallyport.wire.LeaseRequestKind;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;

/** One task of the real topology, fed record by record; time passes only by {@link #tick}. */
final class Harness implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-10T09:00:00Z");
    private static final int ONE_PARTITION = 1;

    final Registry registry = Registry.at("mock://" + UUID.randomUUID(), Map.of());
    final MeterRegistry metrics = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, List<byte[]>> outputs = new LinkedHashMap<>();
    private final Map<String, Long> written = new HashMap<>();
    private Instant now = START;
    private long commands;

    Harness(Path stateFolder) {
        this(stateFolder, Expression.FIELD_PATHS);
    }

    Harness(Path stateFolder, Expression expression) {
        this(expression, stateFolder, StoreKind.OWN);
        tick(START);
    }

    Harness(Path stateFolder, StoreKind stores) {
        this(Expression.FIELD_PATHS, stateFolder, stores);
        tick(START);
    }

    /** A task that has read no tick at all yet. */
    static Harness beforeTheFirstTick(Path stateFolder, StoreKind stores) {
        return new Harness(Expression.FIELD_PATHS, stateFolder, stores);
    }

    private Harness(Expression expression, Path stateFolder, StoreKind stores) {
        try {
            for (TallyTopic<?> topic : TopicCatalog.ALL) {
                registry.register(topic);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var config = new PipelineConfig(
                KafkaClients.to("127.0.0.1:1", Map.of()),
                registry,
                ONE_PARTITION,
                stateFolder,
                "test",
                1,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(6),
                stores,
                1);
        var topology = TallyTopology.build(registry, ONE_PARTITION, expression, new PipelineMetrics(metrics), stores);
        driver = new TopologyTestDriver(topology, config.streamsProperties(), START);
    }

    /** Writes a tick into every source topic. */
    void tick(Instant to) {
        now = to;
        long ms = to.toEpochMilli();
        send(
                TopicCatalog.LICENSE_COMMANDS,
                "tick",
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.TICK)
                        .setTimeMs(ms)
                        .build());
        send(
                TopicCatalog.LEASE_REQUESTS,
                "tick",
                LeaseRequestV1.newBuilder()
                        .setKind(LeaseRequestKind.TICK)
                        .setTimeMs(ms)
                        .build());
        send(
                TopicCatalog.CATALOG_REVISIONS,
                "tick",
                CatalogRevisionV1.newBuilder()
                        .setKind(CatalogRevisionKind.TICK)
                        .setTimeMs(ms)
                        .build());
        var usage =
                UsageEventV1.newBuilder().setKind(UsageKind.TICK).setTimeMs(ms).build();
        send(TopicCatalog.USAGE_BULK, "tick", usage);
        send(TopicCatalog.USAGE_EVENTS, "tick", usage);
    }

    /** Lets the time-slice timer run. */
    void slice() {
        driver.advanceWallClockTime(Duration.ofMillis(100));
    }

    void catalog(long revision, Map<String, Object> document) {
        revise(revision, document);
        slice();
    }

    /** A catalog that each license adopts with its next record, or when time goes on. */
    void revise(long revision, Map<String, Object> document) {
        try {
            String json = new ObjectMapper().writeValueAsString(document);
            send(
                    TopicCatalog.CATALOG_REVISIONS,
                    "catalog",
                    CatalogRevisionV1.newBuilder()
                            .setKind(CatalogRevisionKind.REVISION)
                            .setRevision(revision)
                            .setBase(revision - 1)
                            .setAuthor("tester")
                            .setDocument(json)
                            .setDigest(CatalogDigest.of(json))
                            .build());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    String command(LicenseCommandKind kind, String license) {
        String id = "c-" + commands++;
        command(kind, license, id, null);
        return id;
    }

    void command(LicenseCommandKind kind, String license, String commandId, @Nullable Instant expiresAt) {
        send(
                TopicCatalog.LICENSE_COMMANDS,
                license,
                LicenseCommandV1.newBuilder()
                        .setKind(kind)
                        .setCommandId(commandId)
                        .setLicense(license)
                        .setAuthor("tester")
                        .setReason("test")
                        .setProduct(kind == LicenseCommandKind.ISSUE ? "acme" : "")
                        .setPlan(kind == LicenseCommandKind.ISSUE ? "starter" : "")
                        .setCustomer(kind == LicenseCommandKind.ISSUE ? "cust" : "")
                        .setKeyHash(kind == LicenseCommandKind.ISSUE ? "hash-" + license : "")
                        .setExpiresAtMs(expiresAt == null ? null : expiresAt.toEpochMilli())
                        .build());
    }

    /** Issues a license whose days and months are those of a time zone, and months those from an anchor. */
    void issueIn(String timeZone, @Nullable Instant anchor, String license) {
        send(
                TopicCatalog.LICENSE_COMMANDS,
                license,
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.ISSUE)
                        .setCommandId("c-" + commands++)
                        .setLicense(license)
                        .setProduct("acme")
                        .setPlan("starter")
                        .setCustomer("cust")
                        .setKeyHash("hash-" + license)
                        .setTimeZone(timeZone)
                        .setAnchorMs(anchor == null ? null : anchor.toEpochMilli())
                        .build());
    }

    void issue(String license) {
        command(LicenseCommandKind.ISSUE, license);
    }

    static UsageEventV1.Builder call(String license, String id, Instant at) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(license)
                .setSource("acme/web")
                .setId(id)
                .setType("api.call")
                .setTimeMs(at.toEpochMilli());
    }

    static UsageEventV1.Builder tokens(String license, String id, Instant at, @Nullable Object value) {
        var data = new HashMap<String, Object>();
        data.put("usage.tokens", value instanceof BigDecimal d ? new DecimalV1(d.toPlainString()) : value);
        return call(license, id, at).setType("api.tokens").setData(data);
    }

    /** The event as one of our own emitters would number it. */
    static UsageEventV1.Builder numbered(UsageEventV1.Builder event, long epoch, long sequence) {
        return event.setEpoch(epoch).setSequence(sequence).setId(EmitterNumber.id(epoch, 0, sequence));
    }

    /** Writes a usage record; returns its offset. */
    long usage(UsageEventV1.Builder event) {
        send(TopicCatalog.USAGE_EVENTS, event.getLicense(), event.build());
        return written.getOrDefault(TopicCatalog.USAGE_EVENTS.name(), 0L) - 1;
    }

    /** Writes a record where backfills travel; returns its offset. */
    long bulk(UsageEventV1.Builder event) {
        send(TopicCatalog.USAGE_BULK, event.getLicense(), event.build());
        return written.getOrDefault(TopicCatalog.USAGE_BULK.name(), 0L) - 1;
    }

    void bytes(TallyTopic<?> topic, String key, byte @Nullable [] value) {
        written.merge(topic.name(), 1L, Long::sum);
        input(topic).pipeInput(key.getBytes(StandardCharsets.UTF_8), value, now);
        drain();
    }

    <T extends SpecificRecord> void send(TallyTopic<T> topic, String key, T value) {
        bytes(topic, key, registry.codec(topic).encode(value));
    }

    /** Everything written to an output topic so far. */
    <T extends SpecificRecord> List<T> read(TallyTopic<T> topic) {
        drain();
        var codec = registry.codec(topic);
        var values = new ArrayList<T>();
        for (byte[] bytes : outputs.getOrDefault(topic.name(), List.of())) {
            try {
                values.add(codec.decode(bytes));
            } catch (WireException e) {
                throw new AssertionError(e);
            }
        }
        return values;
    }

    /** The statements of licenses, and those that are held, without what no license owns. */
    List<UsageStatementV1> statements() {
        return read(TopicCatalog.USAGE_STATEMENTS).stream()
                .filter(statement -> statement.getKind().equals("STATEMENT"))
                .toList();
    }

    long verdicts(VerdictKind kind) {
        return read(TopicCatalog.USAGE_VERDICTS).stream()
                .filter(v -> v.getKind() == kind)
                .mapToLong(UsageVerdictV1::getCount)
                .sum();
    }

    List<String> reasons() {
        return read(TopicCatalog.USAGE_VERDICTS).stream()
                .filter(v -> v.getKind() == VerdictKind.REJECTED)
                .map(UsageVerdictV1::getReason)
                .toList();
    }

    /** Latest value of a meter in the window that begins at an instant; empty string if there is none. */
    String reading(String license, String meter, String window, Instant from) {
        String value = "";
        for (UsageReadingV1 reading : read(TopicCatalog.USAGE_READINGS)) {
            for (MeterReadingV1 v : reading.getValues()) {
                if (reading.getLicense().equals(license)
                        && v.getMeter().equals(meter)
                        && v.getWindow().equals(window)
                        && v.getFromMs() == from.toEpochMilli()) {
                    value = v.getValue();
                }
            }
        }
        return value;
    }

    /** Bytes of keys and values that a store has logged since the last call. */
    long logged(String store) {
        String topic = PipelineConfig.APPLICATION_ID + "-" + store + "-changelog";
        if (!driver.producedTopicNames().contains(topic)) {
            return 0;
        }
        long bytes = 0;
        var changelog = driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        while (!changelog.isEmpty()) {
            var change = changelog.readKeyValue();
            bytes += change.key.length + (change.value == null ? 0 : change.value.length);
        }
        return bytes;
    }

    /** Bytes of all values written to an output topic so far. */
    long bytesOf(TallyTopic<?> topic) {
        drain();
        return outputs.getOrDefault(topic.name(), List.of()).stream()
                .mapToLong(value -> value.length)
                .sum();
    }

    List<EntitlementSnapshotV1> snapshots(String license) {
        return read(TopicCatalog.ENTITLEMENT_SNAPSHOTS).stream()
                .map(EntitlementUpdateV1::getSnapshot)
                .filter(s -> s != null && s.getLicense().equals(license))
                .toList();
    }

    EntitlementSnapshotV1 snapshot(String license) {
        var all = snapshots(license);
        return all.get(all.size() - 1);
    }

    FeatureEntitlementV1 api(String license) {
        return snapshot(license).getFeatures().get(0);
    }

    private TestInputTopic<byte[], byte[]> input(TallyTopic<?> topic) {
        return inputs.computeIfAbsent(
                topic.name(),
                name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private void drain() {
        for (TallyTopic<?> topic : TopicCatalog.ALL) {
            if (topic.role() == TallyTopic.Role.OUTPUT
                    && driver.producedTopicNames().contains(topic.name())) {
                var output = driver.createOutputTopic(
                        topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                while (!output.isEmpty()) {
                    outputs.computeIfAbsent(topic.name(), n -> new ArrayList<>())
                            .add(output.readValue());
                }
            }
        }
    }

    @Override
    public void close() {
        driver.close();
    }
}
