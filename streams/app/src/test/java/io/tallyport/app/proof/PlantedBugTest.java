package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.domain.metering.Expression;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlantedBugTest {

    private static final String MONTH = "2026-01-01T00:00:00Z";
    private static final String TIME = "2026-01-10T09:00:00Z";
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aBugInADecisionHoldsOneLicenseOthersGoOnAndAfterItsReleaseTotalsAreExact(@TempDir Path folder)
            throws Exception {
        var planted = new AtomicBoolean(true);
        Expression buggy = (event, path) -> {
            if (planted.get() && event.id().equals("poison")) {
                throw new IllegalStateException("planted: the decision cannot digest " + event.id());
            }
            return Expression.FIELD_PATHS.valueAt(event, path);
        };
        var config =
                NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(Instant.parse("2026-01-10T12:00:00Z")));
        try (var node = Node.start(config, buggy)) {
            node.awaitReady(Duration.ofSeconds(90));
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            http.issue("held", "acme", "free");
            http.issue("free", "acme", "free");
            http.emit(calls("held", 0, 5));
            http.emitRaw(List.of(TestEvent.call("held", "poison", TIME)), "").expect(202);
            Await.until(
                    "the license is quarantined",
                    SOON,
                    () -> http.get("/v1/licenses/held")
                            .json()
                            .path("quarantined")
                            .asBoolean());
            var alert = Await.value("an alert names it", SOON, () -> {
                var alerts = http.get("/v1/alerts?license=held").json().path("alerts");
                for (var one : alerts) {
                    if (one.path("detector").asText().equals("quarantine")) {
                        return java.util.Optional.of(one);
                    }
                }
                return java.util.Optional.empty();
            });
            assertTrue(alert.path("detail").asText().contains("planted"), alert.toString());
            assertEquals(
                    "LICENSE_QUARANTINED",
                    http.check("held", "api").path("reason").asText());

            http.emitRaw(calls("held", 5, 20), "").expect(202);
            var others = http.emit(calls("free", 0, 20));
            assertEquals(20, others.path("verdicts").path("counted").asInt(), others.toString());

            // Released while the bug is still there: it is held again, and nothing is lost.
            http.post("/v1/licenses/held/release", "{\"reason\":\"too early\"}").expect(200);
            Await.until(
                    "it is held again",
                    SOON,
                    () -> http.get("/v1/licenses/held/timeline")
                                            .json()
                                            .path("events")
                                            .size()
                                    >= 4
                            && http.get("/v1/licenses/held")
                                    .json()
                                    .path("quarantined")
                                    .asBoolean());

            planted.set(false);
            http.post("/v1/licenses/held/release", "{\"reason\":\"mended\"}").expect(200);
            Await.until(
                    "all of it is counted",
                    SOON,
                    () -> http.used("held", "calls", "MONTH", MONTH).equals("21"));
            assertEquals("ALLOW", http.check("held", "api").path("verdict").asText());
            var repeat = http.emit(calls("held", 0, 20));
            assertEquals(20, repeat.path("verdicts").path("duplicate").asInt(), repeat.toString());

            var books = IndependentBooks.read(node.kafka(), node.registry());
            books.requireOneVerdictEach();
            assertEquals(21, books.counted("held"));
            assertEquals(20, books.counted("free"));
            assertEquals(0, new BigDecimal("31.5").compareTo(books.total("held", "bytes", "MONTH")));
        }
    }

    private static List<TestEvent> calls(String license, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> TestEvent.call(license, license + i, TIME))
                .toList();
    }
}
