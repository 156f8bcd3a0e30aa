package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is lost is read back from the changelogs, and people can see how far that is. */
class VisibleRestoreTest {

    private static final Duration BACK = Duration.ofSeconds(90);
    private static final int BATCHES = 20;
    private static final int BATCH = 1_000;

    @Test
    void lostStoresAreRestoredAndLogHealthAndMetricsSaySo(@TempDir Path folder) throws Exception {
        var log = Files.createFile(folder.resolve("node.log"));
        var data = folder.resolve("data");
        int port = LocalCluster.freePorts(1)[0];
        var node = NodeJvm.start(data, port, log);
        try {
            node.awaitUp(BACK);
            var http = node.http();
            http.applyCatalog(Catalogs.ACME);
            http.issue("busy", "acme", "free");
            for (int batch = 0; batch < BATCHES; batch++) {
                int first = batch * BATCH;
                http.emit(IntStream.range(first, first + BATCH)
                        .mapToObj(i -> TestEvent.call("busy", "e" + i, null))
                        .toList());
            }
            node.stop();
            assertTrue(!Files.readString(log).contains("restored "), "a new node has nothing to restore");
            Folders.delete(data.resolve("streams"));
            node = NodeJvm.start(data, port, log);
            System.out.println("VisibleRestoreTest: health said of the pipeline " + wordsUntilUp(node));
            String said = Files.readString(log);
            assertTrue(
                    said.contains("restoring ledgers-by-license ") && said.contains("restored event-ids-by-day "),
                    said);
            String metrics = http.get("/metrics").expect(200).text();
            assertTrue(metrics.contains("\ntallyport_restore_remaining_records 0.0\n"), metrics);
            assertTrue(metrics.contains("\ntallyport_restore_percent 100.0\n"), metrics);
            var again = http.emit(List.of(TestEvent.call("busy", "after", null)));
            assertEquals(1, again.path("verdicts").path("counted").asInt(), again.toString());
        } finally {
            node.kill();
        }
    }

    /**
     * What health said, for people who read the test's log. A restore of this size may be over between two questions,
     * so what it must look like is held by the unit test of the progress.
     */
    private static List<String> wordsUntilUp(NodeJvm node) throws IOException, InterruptedException {
        var words = new ArrayList<String>();
        var http = node.http();
        Await.until("the node decides again", BACK, () -> {
            node.requireAlive();
            var health = http.get("/health").json();
            words.add(health.path("components").path("pipeline").asText());
            return health.path("status").asText().equals("up");
        });
        return words.stream().distinct().toList();
    }
}
