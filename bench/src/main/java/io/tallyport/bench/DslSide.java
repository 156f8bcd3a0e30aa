package io.tallyport.bench;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.WindowStore;

/**
 * What one would write with the DSL and its textbook: forget repeats with a window store of ids, group, add up by minute.
 * It does far less than the pipeline: no licenses, no quotas, no verdicts, one meter.
 */
final class DslSide implements Side {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final long CACHE_BYTES = 10L * 1024 * 1024;

    static final String NAME = "dsl";

    private final String name;
    private final BenchCluster cluster;
    private final int threads;
    private String topic = "";

    DslSide(String name, BenchCluster cluster, int threads) {
        this.name = name;
        this.cluster = cluster;
        this.threads = threads;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int threads() {
        return threads;
    }

    /** The cache is the default of Kafka Streams: without it each event would be a record in the output. */
    @Override
    public Map<String, Object> settings() {
        return Map.of(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    }

    @Override
    public List<String> hops(String pass) {
        return List.of(pass + "-by-license-repartition");
    }

    @Override
    public Topology prepare(String pass) throws InterruptedException {
        topic = pass + "-sums";
        // The records carry the time of their events, which is long ago for the broker's retention.
        cluster.createTopic(topic, Map.of("retention.ms", "-1"));
        var builder = new StreamsBuilder();
        builder.stream(
                        TopicCatalog.USAGE_EVENTS.name(),
                        Consumed.with(Serdes.String(), events())
                                .withName("source")
                                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                                .withTimestampExtractor(
                                        (record, partitionTime) -> record.value() instanceof UsageEventV1 event
                                                        && event.getKind() == UsageKind.USAGE
                                                ? event.getTimeMs()
                                                : Math.max(0, partitionTime)))
                .filter((key, event) -> event.getKind() == UsageKind.USAGE, Named.as("usage"))
                .processValues(new SeenIds(GRACE), Named.as("forget-repeats"))
                .map((key, event) -> KeyValue.pair(event.getLicense(), Sums.hundredths(event)), Named.as("units"))
                .groupByKey(Grouped.with("by-license", Serdes.String(), Serdes.Long()))
                .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, GRACE))
                .aggregate(
                        () -> 0L,
                        (license, units, sum) -> Math.addExact(sum, units),
                        Named.as("add-up"),
                        Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("sums-by-license")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long()))
                .toStream((window, sum) -> window.key() + "@" + window.window().start(), Named.as("by-window"))
                .to(topic, Produced.with(Serdes.String(), Serdes.Long()).withName("sink"));
        return builder.build();
    }

    private Serde<UsageEventV1> events() {
        WireCodec<UsageEventV1> codec = cluster.registry().codec(TopicCatalog.USAGE_EVENTS);
        return Serdes.serdeFrom((name, event) -> codec.encode(event), (name, bytes) -> {
            try {
                return codec.decode(bytes);
            } catch (WireException e) {
                throw new IllegalStateException("an event cannot be read", e);
            }
        });
    }

    @Override
    public void verify(Expected expected) throws InterruptedException {
        Sums.verify(cluster, topic, expected);
    }
}
