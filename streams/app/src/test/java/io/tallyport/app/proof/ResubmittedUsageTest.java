package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResubmittedUsageTest {

    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String TIME = "2026-01-10T09:00:00Z";
    private static Node node;
    private static HttpTester http;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        node = Node.start(NodeConfig.embedded(folder, 0)
                .withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z"))));
        node.awaitReady(Duration.ofSeconds(60));
        http = new HttpTester(node.url());
        http.applyCatalog(Catalogs.ACME);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void usageOfAnUnknownLicenseIsKeptAndCountsExactlyOnceResubmitted() throws Exception {
        http.issue("bystander", "acme", "free");
        http.emit(IntStream.range(0, 7)
                .mapToObj(i -> TestEvent.call("bystander", "b" + i, TIME))
                .toList());

        var rejected = new int[1];
        for (int from = 0; from < 1_000; from += 250) {
            var verdicts = http.emit(IntStream.range(from, from + 250)
                            .mapToObj(i -> TestEvent.call("late-comer", "e" + i, TIME))
                            .toList())
                    .path("verdicts");
            rejected[0] += verdicts.path("rejected").asInt();
        }
        assertEquals(1_000, rejected[0]);
        Await.until(
                "all are listed",
                Duration.ofSeconds(20),
                () -> http.get("/v1/rejected?license=late-comer&limit=1000")
                                .json()
                                .path("rejected")
                                .size()
                        == 1_000);

        http.issue("late-comer", "acme", "free");
        JsonNode resubmitted = resubmit();
        assertEquals(1_000, resubmitted.path("resubmitted").asInt(), resubmitted.toString());
        assertEquals(1_000, resubmitted.path("verdicts").path("counted").asInt(), resubmitted.toString());

        JsonNode again = resubmit();
        assertEquals(0, again.path("resubmitted").asInt(), again.toString());

        Await.until(
                "the reading is there",
                Duration.ofSeconds(20),
                () -> http.used("late-comer", "calls", "MONTH", MONTH).equals("1000"));
        assertEquals("1500.0", http.used("late-comer", "bytes", "MONTH", MONTH));
        assertEquals("7", http.used("bystander", "calls", "MONTH", MONTH));
        var books = IndependentBooks.read(node.kafka(), node.registry());
        books.requireOneVerdictEach();
        assertEquals(1_000, books.counted("late-comer"));
        assertEquals(7, books.counted("bystander"));
    }

    @Test
    void everyRecordTakenOverHttpHasOneVerdict() throws Exception {
        http.issue("conserved", "acme", "starter");
        var batch = new ArrayList<TestEvent>();
        IntStream.range(0, 30).forEach(i -> batch.add(TestEvent.call("conserved", "c" + i, TIME)));
        batch.add(TestEvent.call("conserved", "c3", TIME));
        batch.add(new TestEvent("conserved", "acme/web", "c4", "api.call", TIME, "2"));
        batch.add(TestEvent.call("conserved", "old", "2025-01-10T09:00:00Z"));
        batch.add(TestEvent.call("nobody", "x1", TIME));
        var before = IndependentBooks.read(node.kafka(), node.registry());
        var answer = http.emit(batch);
        var sum = new int[1];
        answer.path("verdicts").forEach(count -> sum[0] += count.asInt());
        assertEquals(34, sum[0], answer.path("verdicts").toString());
        assertEquals(30, answer.path("verdicts").path("counted").asInt());
        for (String other : new String[] {"duplicate", "conflict", "late", "rejected"}) {
            assertEquals(1, answer.path("verdicts").path(other).asInt(), other);
        }
        var after = IndependentBooks.read(node.kafka(), node.registry());
        after.requireOneVerdictEach();
        assertEquals(34, after.usageRecords.size() - before.usageRecords.size());
        assertTrue(http.check("conserved", "api").path("verdict").asText().equals("DENY"));
    }

    private static JsonNode resubmit() throws Exception {
        return http.post("/v1/rejected/resubmit", "{\"license\":\"late-comer\"}")
                .expect(200)
                .json();
    }
}
