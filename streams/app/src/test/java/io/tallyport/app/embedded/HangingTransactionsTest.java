package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingTransactionsTest {

    private static final TopicPartition AT = new TopicPartition("topic", 0);

    private final AtomicLong seconds = new AtomicLong();

    @Test
    void aTransactionThatNobodyKnowsIsEndedAndOneThatIsKnownIsLeftAlone(@TempDir Path folder) throws Exception {
        try (var cluster = LocalCluster.start(folder)) {
            try (var admin = cluster.clients().admin("test")) {
                admin.createTopics(List.of(new NewTopic(AT.topic(), 1, (short) 1)))
                        .all()
                        .get();
            }
            var producer = begun(cluster);
            try (var watch = watch(cluster)) {
                lookFor(watch, 0, 0, 40, 80);
            }
            requireOpen(cluster, true);
            // What the coordinator knows is gone, and what the partition holds is not.
            cluster.restart(HangingTransactionsTest::forgetTransactions);
            producer.close(Duration.ZERO);
            requireOpen(cluster, true);
            try (var watch = watch(cluster)) {
                seconds.set(1_000);
                lookFor(watch, 0, 0, 29);
                requireOpen(cluster, true);
                lookFor(watch, 1, 1);
                requireOpen(cluster, false);
                lookFor(watch, 0, 0, 40);
            }
        }
    }

    /** Looks after so many seconds each, and requires that each look frees so many partitions. */
    private void lookFor(HangingTransactions watch, int freed, int... after) throws Exception {
        for (int more : after) {
            seconds.addAndGet(more);
            assertEquals(freed, watch.look(), "at second " + seconds);
        }
    }

    private HangingTransactions watch(LocalCluster cluster) {
        return new HangingTransactions(
                Admin.create(new HashMap<String, Object>(cluster.clients().connection())),
                () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    }

    private static KafkaProducer<byte[], byte[]> begun(LocalCluster cluster) throws Exception {
        var settings = new HashMap<String, Object>(cluster.clients().connection());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test");
        var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(AT.topic(), new byte[1])).get();
        return producer;
    }

    private static void forgetTransactions(Path folder) throws IOException {
        try (var logs = Files.list(folder.resolve("log"))) {
            for (Path log : logs.filter(path -> path.getFileName().toString().startsWith("__transaction_state-"))
                    .toList()) {
                try (var files = Files.list(log)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(log);
            }
        }
    }

    private static void requireOpen(LocalCluster cluster, boolean open) throws Exception {
        try (var admin = cluster.clients().admin("test")) {
            var latest = Map.of(AT, OffsetSpec.latest());
            long end = admin.listOffsets(latest).partitionResult(AT).get().offset();
            long stable = admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(AT)
                    .get()
                    .offset();
            assertEquals(open, stable < end, "stable to " + stable + " of " + end);
        }
    }
}
