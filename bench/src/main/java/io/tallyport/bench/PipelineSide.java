package io.tallyport.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.PipelineMetrics;
import io.tallyport.pipeline.TallyTopology;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.Topology;

/** The whole pipeline, as a node runs it. */
final class PipelineSide implements Side {

    private static final String WINDOW = "MONTH";

    private final String name;
    private final BenchCluster cluster;
    private final int threads;
    private final StoreKind stores;
    private Map<TopicPartition, Long> verdictsFrom = Map.of();
    private Map<TopicPartition, Long> readingsFrom = Map.of();

    PipelineSide(String name, BenchCluster cluster, int threads, StoreKind stores) {
        this.name = name;
        this.cluster = cluster;
        this.threads = threads;
        this.stores = stores;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public List<String> outsideTheClock() {
        return List.of(TopicCatalog.CATALOG_REVISIONS.name(), TopicCatalog.LICENSE_COMMANDS.name());
    }

    @Override
    public Topology prepare(String pass) throws InterruptedException {
        verdictsFrom = cluster.endOffsets(TopicCatalog.USAGE_VERDICTS.name());
        readingsFrom = cluster.endOffsets(TopicCatalog.USAGE_READINGS.name());
        return TallyTopology.build(
                cluster.registry(),
                cluster.partitions(),
                Expression.FIELD_PATHS,
                new PipelineMetrics(new SimpleMeterRegistry()),
                stores);
    }

    /** Every event has its verdict, and the readings add up to what was emitted. */
    @Override
    public void verify(Expected expected) throws InterruptedException {
        var verdicts = new EnumMap<VerdictKind, Long>(VerdictKind.class);
        var reasons = new TreeMap<String, Long>();
        read(TopicCatalog.USAGE_VERDICTS, verdictsFrom, (UsageVerdictV1 v) -> {
            verdicts.merge(v.getKind(), v.getCount(), Long::sum);
            if (v.getKind() != VerdictKind.COUNTED && v.getKind() != VerdictKind.DUPLICATE) {
                reasons.merge(v.getReason() + " " + v.getField(), v.getCount(), Long::sum);
            }
        });
        var must = new EnumMap<VerdictKind, Long>(VerdictKind.class);
        must.put(VerdictKind.COUNTED, expected.counted());
        must.put(VerdictKind.DUPLICATE, expected.duplicates());
        if (!verdicts.equals(must)) {
            throw new IllegalStateException(
                    "the pipeline's verdicts are " + verdicts + ", but must be " + must + "; reasons " + reasons);
        }
        BigDecimal units = units();
        if (units.compareTo(expected.units()) != 0) {
            throw new IllegalStateException(
                    "the readings add up to " + units + " units, but " + expected.units() + " were emitted");
        }
    }

    private BigDecimal units() throws InterruptedException {
        var latest = new HashMap<String, BigDecimal>();
        read(TopicCatalog.USAGE_READINGS, readingsFrom, reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                if (value.getMeter().equals(BenchCatalog.SUM_METER)
                        && value.getWindow().equals(WINDOW)) {
                    latest.put(reading.getLicense() + "/" + value.getFromMs(), new BigDecimal(value.getValue()));
                }
            }
        });
        return latest.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private <T extends SpecificRecord> void read(
            TallyTopic<T> topic, Map<TopicPartition, Long> from, Consumer<T> action) throws InterruptedException {
        var codec = cluster.registry().codec(topic);
        TopicReader.read(cluster.kafka(), from, cluster.endOffsets(topic.name()), record -> {
            try {
                action.accept(codec.decode(record.value()));
            } catch (WireException e) {
                throw new IllegalStateException("a record of " + topic.name() + " cannot be read", e);
            }
        });
    }
}
