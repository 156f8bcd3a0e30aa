package io.tallyport.bench.flink;

import io.tallyport.contract.TopicCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Forgets repeats and adds up by license and minute, exactly once: what the benchmark's DSL job does as well. Heap state,
 * parallelism 1, object reuse, a checkpoint a second.
 */
final class FlinkJob {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration CHECKPOINT = Duration.ofSeconds(1);
    private static final String TRANSACTION_TIMEOUT_MS = "60000";

    private final String bootstrapServers;
    private final String topic;
    private final String checkpoints;

    FlinkJob(String bootstrapServers, String topic, String checkpoints) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.checkpoints = checkpoints;
    }

    /** Reads what there is and returns after the last transaction. */
    void run() throws Exception {
        var settings = new Configuration();
        settings.setString("state.backend.type", "hashmap");
        // The job manager's memory takes 5 MiB, which is some 50,000 ids.
        settings.setString("execution.checkpointing.storage", "filesystem");
        settings.setString(
                "execution.checkpointing.dir", Path.of(checkpoints).toUri().toString());
        // A failure shows at once.
        settings.setString("restart-strategy.type", "none");
        var environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment.getConfig().enableObjectReuse();
        environment.enableCheckpointing(CHECKPOINT.toMillis(), CheckpointingMode.EXACTLY_ONCE);
        environment
                .fromSource(source(), watermarks(), "events")
                .keyBy(use -> use.id)
                .filter(new Unseen())
                .keyBy(use -> use.license)
                .window(TumblingEventTimeWindows.of(MINUTE))
                .aggregate(new Sum(), new Named())
                .sinkTo(sink());
        var unused = environment.execute(topic);
    }

    private KafkaSource<Use> source() {
        return KafkaSource.<Use>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(TopicCatalog.USAGE_EVENTS.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setBounded(OffsetsInitializer.latest())
                .setProperty("isolation.level", "read_committed")
                .setDeserializer(new Use.Reader(topic))
                .build();
    }

    private static WatermarkStrategy<Use> watermarks() {
        return WatermarkStrategy.<Use>forBoundedOutOfOrderness(GRACE)
                .withTimestampAssigner((use, appended) -> use.timeMs);
    }

    private KafkaSink<Tuple2<String, Long>> sink() {
        return KafkaSink.<Tuple2<String, Long>>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(topic)
                .setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS)
                .setProperty("linger.ms", "5")
                .setProperty("batch.size", Integer.toString(128 * 1024))
                .setProperty("compression.type", "lz4")
                .setRecordSerializer(new Written(topic))
                .build();
    }

    /**
     * A sum as a record.
     *
     * @param topic where it goes
     */
    private record Written(String topic) implements KafkaRecordSerializationSchema<Tuple2<String, Long>> {
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Tuple2<String, Long> sum, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(
                    topic,
                    sum.f0.getBytes(StandardCharsets.UTF_8),
                    ByteBuffer.allocate(Long.BYTES).putLong(sum.f1).array());
        }
    }

    /** Lets the first event of an id through. */
    private static final class Unseen extends RichFilterFunction<Use> {
        private static final long serialVersionUID = 1;
        private transient ValueState<Boolean> seen;

        @SuppressWarnings("NullAway.Init") // Flink calls open before filter
        Unseen() {}

        @Override
        public void open(OpenContext context) {
            var state = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
            state.enableTimeToLive(StateTtlConfig.newBuilder(GRACE).build());
            seen = getRuntimeContext().getState(state);
        }

        @Override
        public boolean filter(Use use) throws Exception {
            if (seen.value() != null) {
                return false;
            }
            seen.update(true);
            return true;
        }
    }

    /** Adds up. */
    private static final class Sum implements AggregateFunction<Use, Long, Long> {
        private static final long serialVersionUID = 1;

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Use use, Long sum) {
            return Math.addExact(sum, use.hundredths);
        }

        @Override
        public Long getResult(Long sum) {
            return sum;
        }

        @Override
        public Long merge(Long one, Long other) {
            return Math.addExact(one, other);
        }
    }

    /** Names a sum by license and minute. */
    private static final class Named extends ProcessWindowFunction<Long, Tuple2<String, Long>, String, TimeWindow> {
        private static final long serialVersionUID = 1;

        @Override
        public void process(String license, Context context, Iterable<Long> sums, Collector<Tuple2<String, Long>> out) {
            out.collect(Tuple2.of(
                    license + "@" + context.window().getStart(), sums.iterator().next()));
        }
    }
}
