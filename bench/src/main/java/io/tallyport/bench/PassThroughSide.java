package io.tallyport.bench;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The least that Kafka Streams can do with the same bytes: read each usage record and write it again. */
final class PassThroughSide implements Side {

    private static final String SOURCE = TopicCatalog.USAGE_EVENTS.name();

    static final String NAME = "passThrough";

    private final String name;
    private final BenchCluster cluster;
    private final int threads;
    private String topic = "";

    PassThroughSide(String name, BenchCluster cluster, int threads) {
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

    @Override
    public Topology prepare(String pass) throws InterruptedException {
        topic = pass + "-copy";
        cluster.createTopic(topic, TopicInstaller.settings(TopicCatalog.USAGE_EVENTS));
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "source",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        SOURCE)
                .addProcessor("pass-through", PassThrough::new, "source")
                .addSink("sink", topic, new ByteArraySerializer(), new ByteArraySerializer(), "pass-through");
    }

    private static final class PassThrough extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            context().forward(record);
        }
    }

    @Override
    public void verify(Expected expected) throws InterruptedException {
        RawClients.verifyCopy(cluster, topic, expected);
    }
}
