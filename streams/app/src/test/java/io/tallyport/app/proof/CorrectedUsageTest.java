package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.Cli;
import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import io.tallyport.app.node.NodeConfig.NodeClock;
import io.tallyport.verifier.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voids, restores and amendments on a node, by the commands that people have; the checker agrees in the end. */
class CorrectedUsageTest {

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

    /** After all of it, the checker agrees. */
    @AfterAll
    static void stop() throws Exception {
        try (var closed = node) {
            var report = Verification.of(closed.kafka(), closed.registry(), (partition, partitions, records) -> {});
            assertEquals(List.of(), report.findings().differences());
            assertTrue(report.kinds().getOrDefault("CORRECTED", 0L) > 80_000);
        }
    }

    /** A faulty release sent 40,000 events of ten licenses: one command takes them back, one counts them again. */
    @Test
    void fortyThousandFaultyEventsAreVoidedAndRestoredByOneCommandEach() throws Exception {
        int licenses = 10;
        for (int i = 0; i < licenses; i++) {
            http.issue("many-" + i, "acme", "free");
        }
        int sent = 0;
        for (int batch = 0; batch < 41; batch++) {
            var events = new ArrayList<TestEvent>();
            for (int i = 0; i < 1_000; i++, sent++) {
                // The first thousand is of a release that works.
                String bytes = batch == 0 ? "1.5" : "7000000.25";
                events.add(new TestEvent("many-" + i % licenses, "acme/web", "m" + sent, "api.call", TIME, bytes));
            }
            http.emit(events);
        }
        await("many-3", "calls", "4100");
        assertEquals("28000001150.00", http.used("many-3", "bytes", "MONTH", MONTH));

        String faulty = "data.bytes > 7000000.0";
        Cli dry = cli("void", "--where", faulty, "--dry-run");
        assertEquals(0, dry.status(), dry.err());
        assertTrue(dry.out().startsWith("40000 events are meant; nothing was changed."), dry.out());
        assertEquals("4100", http.used("many-3", "calls", "MONTH", MONTH));

        Cli voided = cli("void", "--where", faulty, "--reason", "release 7 counted wrong", "--command-id", "fix-7");
        assertEquals(0, voided.status(), voided.out() + voided.err());
        assertTrue(voided.out().startsWith("Voided 40000 of 40000 events (command fix-7)."), voided.out());
        for (int i = 0; i < licenses; i++) {
            await("many-" + i, "calls", "100");
        }
        Cli again = cli(
                "void", "many-3", "--where", faulty, "--reason", "release 7 counted wrong", "--command-id", "fix-7");
        assertTrue(again.out().contains("4000 corrected by this command before"), again.out());
        Cli other = cli("void", "many-3", "--where", faulty, "--reason", "once more");
        assertEquals(1, other.status());
        assertTrue(other.out().contains("4000 ALREADY_VOIDED"), other.out());

        Cli restored =
                cli("restore", "--where", faulty, "--undoes", "fix-7", "--reason", "it was right after all", "--json");
        assertEquals(0, restored.status(), restored.out() + restored.err());
        assertEquals(40_000, json(restored).path("corrected").asInt(), restored.out());
        for (int i = 0; i < licenses; i++) {
            await("many-" + i, "calls", "4100");
        }
        assertEquals("28000001150.00", http.used("many-3", "bytes", "MONTH", MONTH));
    }

    @Test
    void aBreachIsUndoneWithTheEventThatMadeIt() throws Exception {
        http.issue("breached", "acme", "starter");
        var events = new ArrayList<TestEvent>();
        for (int i = 0; i < 11; i++) {
            events.add(TestEvent.call("breached", "b" + i, TIME));
        }
        http.emit(events);
        awaitCheck("breached", "DENY");
        for (int i = 0; i < 3; i++) {
            Cli voided = cli("void", "breached", "acme/web", "b" + i, "--reason", "sent by hand");
            assertEquals(0, voided.status(), voided.err());
        }
        awaitCheck("breached", "ALLOW");
        await("breached", "calls", "8");
        Cli twice = cli("void", "breached", "acme/web", "b0", "--reason", "again");
        assertEquals(1, twice.status());
        assertTrue(twice.err().contains("ALREADY_VOIDED"), twice.err());
        Cli unknown = cli("void", "breached", "acme/web", "nobody", "--reason", "x");
        assertEquals(1, unknown.status());
        assertTrue(unknown.err().contains("EVENT_UNKNOWN"), unknown.err());
        Cli reasonless = cli("void", "breached", "acme/web", "b1");
        assertEquals(2, reasonless.status());
        assertTrue(reasonless.err().contains("reason"), reasonless.err());
        Cli all = cli("void", "breached", "--reason", "everything");
        assertEquals(2, all.status(), "nothing says which");
        Cli filter = cli("void", "--where", "data.bytes >", "--reason", "x");
        assertEquals(2, filter.status());
        assertTrue(filter.err().contains("where"), filter.err());
    }

    @Test
    void anAmendedEventIsReplacedMovedAndBroughtBack() throws Exception {
        http.issue("amended", "acme", "free");
        http.issue("receiver", "acme", "free");
        http.emit(List.of(TestEvent.call("amended", "a1", TIME), TestEvent.call("amended", "a2", TIME)));
        // A retry lies behind the event that counted: that one is meant.
        http.emit(List.of(TestEvent.call("amended", "a1", TIME)));

        Cli amended =
                cli("amend", "amended", "acme/web", "a1", "--set", "bytes=40.25", "--reason", "wrong unit", "--json");
        assertEquals(0, amended.status(), amended.err());
        String replacement = json(amended).path("id").asText();
        await("amended", "bytes", "41.75");
        Cli racing = cli("amend", "amended", "acme/web", "a1", "--set", "bytes=9", "--reason", "me too");
        assertEquals(1, racing.status());
        assertTrue(racing.err().contains("ALREADY_VOIDED"), racing.err());
        Cli invalid = cli("amend", "amended", "acme/web", "a2", "--set", "bytes=much", "--reason", "x");
        assertEquals(1, invalid.status());
        assertTrue(invalid.err().contains("VALUE_NOT_NUMERIC"), invalid.err());

        // What took its place is an event like any other.
        assertEquals(
                0,
                cli("void", "amended", "acme/web", replacement, "--reason", "x").status());
        await("amended", "bytes", "1.5");
        assertEquals(
                0,
                cli("restore", "amended", "acme/web", replacement, "--reason", "x")
                        .status());
        await("amended", "bytes", "41.75");
        Cli back = cli("restore", "amended", "acme/web", "a1", "--reason", "it was right");
        assertEquals(0, back.status(), back.err());
        await("amended", "bytes", "3.0");

        Cli moved = cli("amend", "amended", "acme/web", "a2", "--to-license", "receiver", "--reason", "not theirs");
        assertEquals(0, moved.status(), moved.err());
        await("amended", "bytes", "1.5");
        await("receiver", "bytes", "1.5");
        assertEquals(
                0,
                cli("restore", "amended", "acme/web", "a2", "--reason", "theirs after all")
                        .status());
        await("amended", "bytes", "3.0");
        await("receiver", "calls", "0");
        for (String license : List.of("amended", "receiver")) {
            Cli plain = cli("restore", license, "--type", "api.call", "--reason", "all of it");
            assertEquals(1, plain.status(), "what took the place of another does not come back alone");
            assertTrue(plain.out().contains("REPLACEMENT_MISSING"), plain.out());
        }
        await("amended", "bytes", "3.0");
        await("receiver", "calls", "0");
        Cli nowhere = cli("amend", "amended", "acme/web", "a2", "--to-license", "nobody", "--reason", "x");
        assertEquals(1, nowhere.status());
        assertTrue(nowhere.err().contains("LICENSE_UNKNOWN"), nowhere.err());
        await("amended", "bytes", "3.0");
        assertEquals("2", http.used("amended", "calls", "MONTH", MONTH));
    }

    private static Cli cli(String... args) {
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url().toString()), "", args);
    }

    private static JsonNode json(Cli run) throws Exception {
        return HttpTester.JSON.readTree(run.out());
    }

    private static void await(String license, String meter, String value) throws Exception {
        var expected = new java.math.BigDecimal(value);
        Await.until(
                meter + " of " + license + " is " + value,
                Duration.ofSeconds(20),
                () -> new java.math.BigDecimal(http.used(license, meter, "MONTH", MONTH)).compareTo(expected) == 0);
    }

    private static void awaitCheck(String license, String verdict) throws Exception {
        Await.until(
                license + " is answered " + verdict,
                Duration.ofSeconds(20),
                () -> http.check(license, "api").path("verdict").asText().equals(verdict));
    }
}
