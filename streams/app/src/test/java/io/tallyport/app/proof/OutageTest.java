package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.embedded.EmbeddedBroker;
import io.tallyport.app.embedded.EmbeddedRegistry;
import io.tallyport.app.node.DataFolder;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outage across the end of a period: what was used before it counts before it, whenever it is read. */
class OutageTest {

    private static final String JANUARY = "2026-01-01T00:00:00Z";
    private static final String FEBRUARY = "2026-02-01T00:00:00Z";
    private static final String JANUARY_31 = "2026-01-31T22:00:00Z";
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void theBacklogOfAnOutageAcrossThePeriodsEndCountsInItsOwnPeriod(@TempDir Path folder) throws Exception {
        try (var node = start(folder, "2026-01-31T23:00:00Z")) {
            var http = new HttpTester(node.url());
            http.applyCatalog(Catalogs.ACME);
            http.issue("seasonal", "acme", "starter");
            http.emit(calls("before", 8, JANUARY_31));
            assertEquals("ALLOW", http.check("seasonal", "api").path("verdict").asText());
        }

        // The broker is up, the pipeline is not, and the month ends long ago: day of grace and all.
        List<IndependentBooks.Place> backlog = appendBacklog(folder, 5);

        try (var node = start(folder, "2026-02-05T00:00:00Z")) {
            var http = new HttpTester(node.url());
            Await.until(
                    "the backlog is counted",
                    SOON,
                    () -> http.used("seasonal", "calls", "MONTH", JANUARY).equals("13"));
            assertEquals("0", http.used("seasonal", "calls", "MONTH", FEBRUARY));
            var books = IndependentBooks.read(node.kafka(), node.registry());
            for (var place : backlog) {
                var verdict = java.util.Objects.requireNonNull(books.verdicts.get(place));
                assertEquals(VerdictKind.COUNTED, verdict.getKind());
                // Written before any tick of February was: so its period was open when it was decided.
                assertEquals(PeriodZone.OPEN, verdict.getZone(), verdict.toString());
            }
            Await.until(
                    "the new month gives access back",
                    SOON,
                    () -> http.check("seasonal", "api").path("verdict").asText().equals("ALLOW"));

            // Retried by their emitter after the outage: known. New ones of January, this late: a closed period.
            var late = new ArrayList<TestEvent>(calls("backlog", 5, JANUARY_31));
            late.addAll(calls("straggler", 2, JANUARY_31));
            late.addAll(calls("february", 3, "2026-02-04T10:00:00Z"));
            var answer = http.emit(late).path("verdicts");
            assertEquals(
                    5,
                    answer.path("conflict").asInt() + answer.path("duplicate").asInt(),
                    answer.toString());
            assertEquals(5, answer.path("counted").asInt(), answer.toString());
            Await.until(
                    "each is in its own month",
                    SOON,
                    () -> http.used("seasonal", "calls", "MONTH", JANUARY).equals("15")
                            && http.used("seasonal", "calls", "MONTH", FEBRUARY).equals("3"));
            assertEquals("ALLOW", http.check("seasonal", "api").path("verdict").asText());
            IndependentBooks.read(node.kafka(), node.registry()).requireOneVerdictEach();
        }
    }

    private static Node start(Path folder, String clock) throws Exception {
        var node = Node.start(NodeConfig.embedded(folder, 0).withClock(new NodeClock.TestTime(Instant.parse(clock))));
        node.awaitReady(READY);
        return node;
    }

    private static List<IndependentBooks.Place> appendBacklog(Path folder, int count) throws Exception {
        var written = new ArrayList<IndependentBooks.Place>();
        try (var data = DataFolder.open(folder)) {
            var ports = data.ports();
            var kafka = KafkaClients.to("127.0.0.1:" + ports.broker(), Map.of());
            try (var broker = EmbeddedBroker.start(
                            data.broker(), ports.broker(), ports.controller(), System.err::println);
                    var embedded = EmbeddedRegistry.start(kafka, ports.registry())) {
                assertEquals("127.0.0.1:" + ports.broker(), broker.bootstrapServers());
                var writer = new ForeignWriter(kafka, Registry.at(embedded.url(), Map.of()));
                for (int i = 0; i < count; i++) {
                    written.add(writer.writeUsage(
                            "seasonal", "backlog" + i, Instant.parse(JANUARY_31).toEpochMilli()));
                }
            }
        }
        return written;
    }

    private static List<TestEvent> calls(String prefix, int count, String time) {
        return IntStream.range(0, count)
                .mapToObj(i -> TestEvent.call("seasonal", prefix + i, time))
                .toList();
    }
}
