package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is lost is read back from the changelogs, and people can see how far that is. */
class VisibleRestoreTest {

    private static final Duration BACK = Duration.ofSeconds(90);
    private static final int BATCHES = 20;
    private static final int BATCH = 1_000;
    private static final Pattern RESTORING = Pattern.compile("restoring ([0-9]{1,2}) %");

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
            delete(data.resolve("streams"));
            node = NodeJvm.start(data, port, log);
            List<Integer> seen = percentsUntilUp(node);
            System.out.println("VisibleRestoreTest: health said restoring " + seen + " %");
            assertEquals(seen.stream().sorted().toList(), seen, () -> "progress was taken back\n" + text(log));
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

    /** What a short restore shows depends on when it is asked, so nothing may be seen. */
    private static List<Integer> percentsUntilUp(NodeJvm node) throws IOException, InterruptedException {
        var seen = new ArrayList<Integer>();
        var http = node.http();
        Await.until("the node decides again", BACK, () -> {
            node.requireAlive();
            var health = http.get("/health").json();
            var words =
                    RESTORING.matcher(health.path("components").path("pipeline").asText());
            if (words.matches()) {
                seen.add(Integer.parseInt(words.group(1)));
            }
            return health.path("status").asText().equals("up");
        });
        return seen;
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
