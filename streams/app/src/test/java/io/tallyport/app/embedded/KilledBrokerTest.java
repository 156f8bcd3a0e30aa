package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledBrokerTest {

    private static final int RECORDS = 5_000;
    private static final TopicPartition PARTITION = new TopicPartition(TopicCatalog.USAGE_EVENTS.name(), 3);

    @Test
    void whatWasAcknowledgedSurvivesAKill(@TempDir Path folder) throws Exception {
        try (var broker = BrokerJvm.start(folder)) {
            try (var admin = broker.clients().admin("test")) {
                TopicInstaller.install(admin, broker.registry(), 4, (short) -1);
            }
            int idBefore = schemaId(broker);
            write(broker.clients());
            broker.kill();
            broker.startAgain();
            assertEquals(expected(), read(broker.clients()));
            assertEquals(idBefore, schemaId(broker));
        }
    }

    private static int schemaId(BrokerJvm broker) throws Exception {
        return broker.registry()
                .client()
                .getLatestSchemaMetadata(TopicCatalog.USAGE_EVENTS.subject())
                .getId();
    }

    private static void write(KafkaClients clients) throws Exception {
        try (var producer = clients.producer("test")) {
            var sent = new ArrayList<Future<RecordMetadata>>();
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = ByteBuffer.allocate(4).putInt(i).array();
                sent.add(producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), null, value)));
            }
            for (var future : sent) {
                future.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static List<Integer> read(KafkaClients clients) {
        var values = new ArrayList<Integer>();
        try (var consumer = clients.consumer("test")) {
            consumer.assign(List.of(PARTITION));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            for (int polls = 0; polls < 300 && consumer.position(PARTITION) < end; polls++) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(ByteBuffer.wrap(record.value()).getInt());
                }
            }
        }
        return values;
    }

    private static List<Integer> expected() {
        return java.util.stream.IntStream.range(0, RECORDS).boxed().toList();
    }
}
