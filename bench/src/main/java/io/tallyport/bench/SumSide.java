package io.tallyport.bench;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.state.EventIds;
import io.tallyport.pipeline.state.TaskStores;
import io.tallyport.pipeline.store.CoordinatingStore;
import io.tallyport.pipeline.store.OwnStores;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * What {@code dsl} and {@code flink} do, on our stores: forget repeats, add up by license and minute, exactly once. Ids
 * are found for 36 days there, not for ten minutes, and a repeat with another payload is told apart.
 */
final class SumSide implements Side {

    static final String NAME = "sum";

    private static final long STORE_BYTES = 16L * 1024 * 1024;

    private final String name;
    private final BenchCluster cluster;
    private final int threads;
    private final boolean foreign;
    private String topic = "";

    /** With {@code foreign} it takes every id for one that another emitter chose. */
    SumSide(String name, BenchCluster cluster, int threads, boolean foreign) {
        this.name = name;
        this.foreign = foreign;
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
        topic = pass + "-sums";
        cluster.createTopic(topic, Map.of());
        var stores = new OwnStores(STORE_BYTES);
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "source",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        TopicCatalog.USAGE_EVENTS.name())
                .addProcessor("add-up", () -> new AddUp(cluster.registry()), "source")
                .addStateStore(
                        CoordinatingStore.builder(
                                AddUp.COORDINATING, foreign ? WindowSums::loadForeign : WindowSums::load),
                        "add-up")
                .addStateStore(TaskStores.logged(stores.named(WindowSums.EPOCHS)), "add-up")
                .addStateStore(TaskStores.logged(stores.named(EventIds.STORE)), "add-up")
                .addStateStore(TaskStores.logged(stores.named(WindowSums.STORE)), "add-up")
                .addSink("sink", topic, new StringSerializer(), new LongSerializer(), "add-up");
    }

    @Override
    public void verify(Expected expected) throws InterruptedException {
        Sums.verify(cluster, topic, expected);
    }
}
