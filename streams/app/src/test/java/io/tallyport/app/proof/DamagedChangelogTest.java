package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.EmbeddedBroker;
import io.tallyport.app.node.DataFolder;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.contract.KafkaClients;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changelog record that cannot be read stops the pipeline and is named; it is never taken for an empty state. */
class DamagedChangelogTest {

    private static final String CHANGELOG = "tallyport-pipeline-event-ids-by-day-changelog";
    private static final int PARTITION = 2;
    private static final Duration SOON = Duration.ofSeconds(90);

    @Test
    void aDamagedChangelogRecordIsNamedByHealthWithARemedyAndNothingIsReset(@TempDir Path folder) throws Exception {
        try (var node = Node.start(NodeConfig.embedded(folder, 0))) {
            node.awaitReady(SOON);
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            http.issue("kept", "acme", "free");
            http.emit(List.of(TestEvent.call("kept", "e1", null)));
        }
        long offset = plantDamage(folder);
        Folders.delete(folder.resolve("streams"));
        try (var node = Node.start(NodeConfig.embedded(folder, 0))) {
            var http = new HttpTester(node.url());
            Await.until("health names the damage", SOON, () -> pipeline(http).startsWith("stopped: "));
            Await.until("and its offset", SOON, () -> pipeline(http).contains("at offset " + offset + " of "));
            String said = pipeline(http);
            for (String word : List.of(
                    "partition " + PARTITION, "event-ids-by-day", "day 20000 number 9", "truncated", CHANGELOG)) {
                assertTrue(said.contains(word), said);
            }
            // Events are still taken, and wait; what was known is still answered.
            assertEquals(
                    202,
                    http.emitRaw(List.of(TestEvent.call("kept", "e2", null)), "")
                            .status());
            assertEquals("ALLOW", http.check("kept", "api").path("verdict").asText());
        }
    }

    private static String pipeline(HttpTester http) throws Exception {
        return http.get("/health").json().path("components").path("pipeline").asText();
    }

    private static long plantDamage(Path folder) throws Exception {
        try (var data = DataFolder.open(folder)) {
            var ports = data.ports();
            try (var broker = EmbeddedBroker.start(
                            data.broker(), ports.broker(), ports.controller(), System.err::println);
                    var producer =
                            KafkaClients.to(broker.bootstrapServers(), Map.of()).producer("planted-damage")) {
                byte[] key = ByteBuffer.allocate(12).putInt(20_000).putLong(9).array();
                return producer.send(new ProducerRecord<>(CHANGELOG, PARTITION, key, new byte[] {1, 2, 3}))
                        .get(30, TimeUnit.SECONDS)
                        .offset();
            }
        }
    }
}
