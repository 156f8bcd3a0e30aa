package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The read model against a real broker: transactions, their markers, and a broker that goes away. */
class ReadModelOnKafkaTest {

    private static final int PARTITION = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Test
    void onlyWhatWasCommittedCountsAndABrokersRestartIsSurvived(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder.resolve("cluster"))) {
            try (var admin = cluster.clients().admin("test")) {
                TopicInstaller.install(admin, cluster.registry(), TopicCatalog.EMBEDDED_PARTITIONS, (short) -1);
            }
            Path rows = folder.resolve("readmodel");
            try (var model = model(cluster, rows)) {
                try (var producer = cluster.clients().transactionalProducer("test", "test")) {
                    producer.initTransactions();
                    commit(cluster, producer, 3);
                    abort(cluster, producer, 1_000);
                    commit(cluster, producer, 4);
                }
                until("it is not behind the markers", () -> model.lag().equals(OptionalLong.of(0)));
                until("the committed are counted", () -> counted(model) == 7);

                cluster.restart();

                assertEquals(7, counted(model));
                try (var producer = cluster.clients().producer("test")) {
                    var written = producer.send(verdict(cluster, 5)).get();
                    assertTrue(model.awaitOffset(written.topic(), PARTITION, written.offset(), DEADLINE));
                }
                assertEquals(12, counted(model));
            }
            try (var model = model(cluster, rows)) {
                assertEquals(12, counted(model));
                until("it is not behind", () -> model.lag().equals(OptionalLong.of(0)));
                assertEquals(12, counted(model));
            }
        }
    }

    private static ReadModel model(LocalCluster cluster, Path folder) {
        return new ReadModel(cluster.clients(), cluster.registry(), folder, new SimpleMeterRegistry());
    }

    private static long counted(ReadModel model) {
        return model.verdictTotals().value().counted();
    }

    private static void commit(LocalCluster cluster, Producer<byte[], byte[]> producer, long count) throws Exception {
        producer.beginTransaction();
        producer.send(verdict(cluster, count)).get();
        producer.commitTransaction();
    }

    private static void abort(LocalCluster cluster, Producer<byte[], byte[]> producer, long count) throws Exception {
        producer.beginTransaction();
        producer.send(verdict(cluster, count)).get();
        producer.abortTransaction();
    }

    private static ProducerRecord<byte[], byte[]> verdict(LocalCluster cluster, long count) {
        var verdict = UsageVerdictV1.newBuilder()
                .setKind(VerdictKind.COUNTED)
                .setTopic(TopicCatalog.USAGE_EVENTS.name())
                .setCount(count)
                .build();
        byte[] value = cluster.registry().codec(TopicCatalog.USAGE_VERDICTS).encode(verdict);
        return new ProducerRecord<>(TopicCatalog.USAGE_VERDICTS.name(), PARTITION, null, value);
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNanos, what);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
