package io.tallyport.pipeline;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.mapping.CatalogParser;
import io.tallyport.pipeline.mapping.OutputEncoder;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.TaskStores;
import io.tallyport.pipeline.step.AdmitUsage;
import io.tallyport.pipeline.step.AdoptCatalog;
import io.tallyport.pipeline.step.AdvanceTime;
import io.tallyport.pipeline.step.AllocateLeases;
import io.tallyport.pipeline.step.ApplyLicenseCommand;
import io.tallyport.pipeline.step.ClosePeriods;
import io.tallyport.pipeline.step.CommitTurn;
import io.tallyport.pipeline.step.DetectAnomalies;
import io.tallyport.pipeline.step.MeterUsageStep;
import io.tallyport.pipeline.step.OutputKey;
import io.tallyport.pipeline.step.PublishEntitlements;
import io.tallyport.pipeline.step.SettleQuota;
import io.tallyport.pipeline.step.Sink;
import io.tallyport.pipeline.step.StepName;
import io.tallyport.pipeline.store.OwnStores;
import io.tallyport.pipeline.store.StoreKind;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The table of contents: one sub-topology, one task per partition, in event order. Sources deliver bytes; nothing leaves
 * before {@code commit-turn}, which is therefore the parent of every sink.
 */
public final class TallyTopology {

    /** Of the heap, this part is for the values of one store in all partitions: a sixteenth for the four together. */
    private static final int STORES_SHARE = 64;

    private static final String USAGE_EVENTS = "usage-events-source";
    private static final String USAGE_BULK = "usage-bulk-source";
    private static final String LICENSE_COMMANDS = "license-commands-source";
    private static final String LEASE_REQUESTS = "lease-requests-source";
    private static final String CATALOG_REVISIONS = "catalog-revisions-source";

    /**
     * Builds the topology.
     *
     * @param registry where schemas are
     * @param partitions partition count of the installation
     * @param expression how values are read from payloads
     * @param metrics what it measures of itself
     * @param stores what the logged stores keep their values in
     */
    public static Topology build(
            Registry registry, int partitions, Expression expression, PipelineMetrics metrics, StoreKind stores) {
        var topology = new Topology();

        source(topology, USAGE_EVENTS, TopicCatalog.USAGE_EVENTS);
        source(topology, USAGE_BULK, TopicCatalog.USAGE_BULK);
        source(topology, LICENSE_COMMANDS, TopicCatalog.LICENSE_COMMANDS);
        source(topology, LEASE_REQUESTS, TopicCatalog.LEASE_REQUESTS);
        source(topology, CATALOG_REVISIONS, TopicCatalog.CATALOG_REVISIONS);

        step(
                topology,
                StepName.ADMIT_USAGE,
                () -> new AdmitUsage(new SourceDecoder(registry), expression, partitions),
                USAGE_EVENTS,
                USAGE_BULK);
        step(
                topology,
                StepName.APPLY_LICENSE_COMMAND,
                () -> new ApplyLicenseCommand(new SourceDecoder(registry), partitions),
                LICENSE_COMMANDS);
        step(topology, StepName.ALLOCATE_LEASES, () -> new AllocateLeases(new SourceDecoder(registry)), LEASE_REQUESTS);
        step(topology, StepName.ADOPT_CATALOG, () -> new AdoptCatalog(new SourceDecoder(registry)), CATALOG_REVISIONS);
        step(
                topology,
                StepName.ADVANCE_TIME,
                () -> new AdvanceTime(new SourceDecoder(registry), expression, partitions),
                StepName.ADMIT_USAGE,
                StepName.APPLY_LICENSE_COMMAND,
                StepName.ALLOCATE_LEASES,
                StepName.ADOPT_CATALOG);

        step(
                topology,
                StepName.CLOSE_PERIODS,
                ClosePeriods::new,
                StepName.APPLY_LICENSE_COMMAND,
                StepName.ADVANCE_TIME);
        step(topology, StepName.METER_USAGE, MeterUsageStep::new, StepName.ADMIT_USAGE, StepName.ADVANCE_TIME);
        step(topology, StepName.SETTLE_QUOTA, SettleQuota::new, StepName.METER_USAGE, StepName.CLOSE_PERIODS);
        step(
                topology,
                StepName.DETECT_ANOMALIES,
                DetectAnomalies::new,
                StepName.SETTLE_QUOTA,
                StepName.ADMIT_USAGE,
                StepName.ADVANCE_TIME);
        step(topology, StepName.PUBLISH_ENTITLEMENTS, PublishEntitlements::new, StepName.DETECT_ANOMALIES);
        step(
                topology,
                StepName.COMMIT_TURN,
                () -> new CommitTurn(new OutputEncoder(registry), metrics),
                StepName.PUBLISH_ENTITLEMENTS,
                StepName.ADMIT_USAGE,
                StepName.CLOSE_PERIODS,
                StepName.APPLY_LICENSE_COMMAND,
                StepName.ALLOCATE_LEASES,
                StepName.ADOPT_CATALOG,
                StepName.ADVANCE_TIME);

        for (Sink sink : Sink.values()) {
            topology.addSink(
                    sink.node(),
                    sink.topic().name(),
                    OutputKey.SERIALIZER,
                    new ByteArraySerializer(),
                    OutputKey.PARTITIONER,
                    StepName.COMMIT_TURN);
        }
        for (var store : TaskStores.builders(
                CatalogParser::parse, ledgerBudgetBytes(partitions), kept(stores, partitions, metrics))) {
            topology.addStateStore(
                    store,
                    StepName.ADMIT_USAGE,
                    StepName.APPLY_LICENSE_COMMAND,
                    StepName.ALLOCATE_LEASES,
                    StepName.ADOPT_CATALOG,
                    StepName.ADVANCE_TIME,
                    StepName.CLOSE_PERIODS,
                    StepName.METER_USAGE,
                    StepName.SETTLE_QUOTA,
                    StepName.DETECT_ANOMALIES,
                    StepName.PUBLISH_ENTITLEMENTS,
                    StepName.COMMIT_TURN);
        }
        return topology;
    }

    /** A node may come to hold every partition, so that each task has its part of a quarter of the heap. */
    private static long ledgerBudgetBytes(int partitions) {
        return Runtime.getRuntime().maxMemory() / 4 / partitions;
    }

    private static Function<String, KeyValueBytesStoreSupplier> kept(
            StoreKind kind, int partitions, PipelineMetrics metrics) {
        if (kind == StoreKind.STOCK) {
            return Stores::persistentKeyValueStore;
        }
        var own = new OwnStores(Runtime.getRuntime().maxMemory() / STORES_SHARE / partitions);
        metrics.keptIn(own);
        return own::named;
    }

    private static void source(Topology topology, String node, TallyTopic<?> topic) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                node,
                new SourceTimestamps(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.name());
    }

    private static <KI, VI, KO, VO> void step(
            Topology topology, String node, ProcessorSupplier<KI, VI, KO, VO> supplier, String... parents) {
        topology.addProcessor(node, supplier, parents);
    }

    private TallyTopology() {}
}
