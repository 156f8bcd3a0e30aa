package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadModelRebuildTest {

    private static final String TIME = "2026-01-10T09:00:00Z";
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aDeletedReadModelIsRebuiltAndGivesTheSameAnswers(@TempDir Path folder) throws Exception {
        var questions = new ArrayList<>(List.of(
                "/v1/licenses/asker/usage?limit=1000",
                "/v1/licenses/asker/timeline",
                "/v1/licenses",
                "/v1/rejected",
                "/v1/alerts",
                "/v1/alerts?license=asker",
                "/v1/decisions",
                "/v1/catalog",
                "/v1/catalog?revision=1"));
        Map<String, JsonNode> before;
        try (var node = start(folder)) {
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            http.applyCatalog(Catalogs.ACME.replace("Acme API", "Acme API 2"));
            http.issue("asker", "acme", "starter");
            http.issue("gone", "acme", "free");
            http.post("/v1/licenses/gone/revoke", "{\"author\":\"ann\",\"reason\":\"unpaid\"}")
                    .expect(200);
            http.emit(IntStream.range(0, 15)
                    .mapToObj(i -> TestEvent.call("asker", "a" + i, TIME))
                    .toList());
            http.emit(List.of(TestEvent.call("asker", "a1", TIME), TestEvent.call("nobody", "n1", TIME)));
            String denied = http.check("asker", "api").path("decisionId").asText();
            questions.add("/v1/explain/decisions/" + denied);
            http.get("/v1/explain/decisions/" + denied).expect(200);
            Await.until(
                    "usage is read",
                    SOON,
                    () -> http.used("asker", "calls", "MONTH", "2026-01-01T00:00:00Z")
                            .equals("15"));
            awaitCaughtUp(http);
            before = answers(http, questions);
        }
        Folders.delete(folder.resolve("readmodel"));
        try (var node = start(folder)) {
            var http = new HttpTester(node.url());
            Await.until(
                    "usage is there again",
                    SOON,
                    () -> http.used("asker", "calls", "MONTH", "2026-01-01T00:00:00Z")
                            .equals("15"));
            awaitCaughtUp(http);
            var after = answers(http, questions);
            for (String question : questions) {
                assertEquals(before.get(question), after.get(question), question);
            }
            assertTrue(java.util.Objects.requireNonNull(after.get("/v1/alerts"))
                            .path("alerts")
                            .size()
                    > 0);
            assertEquals(
                    1,
                    java.util.Objects.requireNonNull(after.get("/v1/rejected"))
                            .path("rejected")
                            .size());
        }
    }

    private static Node start(Path folder) throws Exception {
        var node = Node.start(NodeConfig.embedded(folder, 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))));
        node.awaitReady(READY);
        return node;
    }

    private static void awaitCaughtUp(HttpTester http) throws InterruptedException {
        Await.until("the read model has caught up", SOON, () -> {
            var lag = http.get("/health").json().path("readModelLag");
            return lag.isNumber() && lag.asLong() < 50;
        });
    }

    private static Map<String, JsonNode> answers(HttpTester http, List<String> questions) throws Exception {
        var answers = new LinkedHashMap<String, JsonNode>();
        for (String question : questions) {
            var answer = (ObjectNode) http.get(question).expect(200).json();
            // Says up to where was read, which moves on with every tick.
            answer.remove(List.of("asOf", "offsets"));
            answers.put(question, answer);
        }
        return answers;
    }
}
