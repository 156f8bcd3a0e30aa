package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        int[] ports = LocalCluster.freePorts(3);
        var clients = KafkaClients.to("127.0.0.1:" + ports[0], Map.of());
        var registry = Registry.at("http://127.0.0.1:" + ports[2], Map.of());
        int idBefore;
        var killed = start(folder, ports);
        try {
            try (var admin = clients.admin("test")) {
                TopicInstaller.install(admin, registry, 4, (short) -1);
            }
            idBefore = registry.client()
                    .getLatestSchemaMetadata(TopicCatalog.USAGE_EVENTS.subject())
                    .getId();
            write(clients);
        } finally {
            end(killed);
        }

        var again = start(folder, ports);
        try {
            assertEquals(expected(), read(clients));
            int idAfter = Registry.at("http://127.0.0.1:" + ports[2], Map.of())
                    .client()
                    .getLatestSchemaMetadata(TopicCatalog.USAGE_EVENTS.subject())
                    .getId();
            assertEquals(idBefore, idAfter);
        } finally {
            end(again);
        }
    }

    private static Process start(Path folder, int[] ports) throws Exception {
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(ports[0]),
                        Integer.toString(ports[1]),
                        Integer.toString(ports[2]))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (said == null || !said.startsWith("ready")) {
            end(process);
            throw new AssertionError("the broker's process said " + said);
        }
        return process;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
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
