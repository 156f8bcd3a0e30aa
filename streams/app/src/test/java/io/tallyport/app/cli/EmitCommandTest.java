package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.ScriptedNode.Answer;
import io.tallyport.app.cli.ScriptedNode.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** emit against a node: batches, refusals, retries, outcomes. */
class EmitCommandTest {

    private static String lines(int count) {
        var text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append("{\"id\":\"").append(i).append("\"}\n");
        }
        return text.toString();
    }

    private static Cli emit(ScriptedNode node, String input, String... more) {
        var args = new java.util.ArrayList<>(List.of("emit", "-"));
        args.addAll(List.of(more));
        return Cli.runWith(Map.of("TALLYPORT_NODE", node.url()), input, args.toArray(String[]::new));
    }

    /** What the real route answers with {@code wait=verdict}. */
    private static Answer verdicts(Asked asked, String verdict) {
        var events = Json.MAPPER.createArrayNode();
        for (JsonNode event : asked.json()) {
            events.addObject().put("id", event.path("id").asText()).put("verdict", verdict);
        }
        var answer = Json.MAPPER.createObjectNode().put("accepted", events.size());
        answer.set("events", events);
        return Answer.json(answer.toString());
    }

    private static JsonNode json(Cli run) throws IOException {
        return Json.MAPPER.readTree(run.out());
    }

    @Test
    void everyEventIsSentOnceInBatchesOfFiveHundred() throws Exception {
        try (var node = new ScriptedNode(a -> verdicts(a, "counted"))) {
            Cli run = emit(node, lines(1201), "--license", "L 1");
            assertEquals(0, run.status(), run.err());
            assertEquals("1201 events: 1201 counted.", run.out().strip());
            assertEquals("", run.err(), "nothing but the result in a pipe");
            Set<String> ids = new HashSet<>();
            for (Asked asked : node.asked()) {
                assertEquals("/v1/events?wait=verdict&license=L%201", asked.target());
                assertEquals("application/cloudevents-batch+json", asked.contentType());
                assertTrue(asked.json().size() <= 500);
                asked.json()
                        .forEach(event -> assertTrue(ids.add(event.path("id").asText())));
            }
            assertEquals(3, node.asked().size());
            assertEquals(1201, ids.size());
        }
    }

    /** A bound from below: what the node measured of a request is part of what {@code emit} measured, and rests for. */
    @Test
    void aBackfillRestsAsLongAsEachRequestTookAndInFlightTakesTheRestAway() throws Exception {
        var spans = Collections.synchronizedList(new ArrayList<long[]>());
        try (var node = new ScriptedNode(a -> {
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < 20_000_000) {
                Thread.onSpinWait();
            }
            spans.add(new long[] {startNanos, System.nanoTime()});
            return verdicts(a, "counted");
        })) {
            assertEquals(0, emit(node, lines(1000), "--backfill", "moved").status());
            assertEquals(4, spans.size(), "of 250 events each");
            for (int i = 1; i < spans.size(); i++) {
                long[] before = spans.get(i - 1);
                assertTrue(spans.get(i)[0] - before[1] >= before[1] - before[0], "request " + i);
            }
            assertEquals(
                    0,
                    emit(node, lines(1000), "--backfill", "moved", "--in-flight", "1")
                            .status());
            assertEquals(6, spans.size(), "of 500 events each");
        }
    }

    @Test
    void aBatchStaysBelowTheNodesLimit() throws Exception {
        String event = "{\"id\":\"%d\",\"data\":{\"x\":\"" + "x".repeat(60_000) + "\"}}\n";
        var input = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            input.append(event.formatted(i));
        }
        try (var node = new ScriptedNode(a -> verdicts(a, "counted"))) {
            assertEquals(
                    "40 events: 40 counted.", emit(node, input.toString()).out().strip());
            assertTrue(node.asked().stream().allMatch(a -> a.body().length() < 1 << 20));
        }
    }

    @Test
    void whatTheNodeRefusesIsNamedAndTheRestGoesOn() throws Exception {
        try (var node = new ScriptedNode(a -> refuseId(a, "2"))) {
            Cli run = emit(node, "{\"id\":\"1\"}\nnonsense\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n", "--json");
            assertEquals(2, run.status());
            JsonNode outcome = json(run);
            assertEquals(2, outcome.path("verdicts").path("counted").asInt());
            assertEquals(2, outcome.path("bad").asInt());
            assertEquals(4, outcome.path("read").asInt());
            assertTrue(run.err().contains("line 2: malformed JSON"), run.err());
            assertTrue(run.err().contains("line 3: time: is no timestamp"), run.err());
        }
    }

    private static Answer refuseId(Asked asked, String id) {
        int index = 0;
        for (JsonNode event : asked.json()) {
            if (event.path("id").asText().equals(id)) {
                return Answer.problem(
                        400,
                        "{\"detail\":\"1 event is malformed\",\"errors\":[{\"index\":" + index
                                + ",\"field\":\"time\",\"reason\":\"is no timestamp\"}]}");
            }
            index++;
        }
        return verdicts(asked, "counted");
    }

    @Test
    void anEventTooLargeForTheNodeCostsThatEventAlone() throws Exception {
        try (var node =
                new ScriptedNode(a -> a.body().contains("\"7\"") && a.json().size() == 1
                        ? Answer.problem(413, "{\"detail\":\"too large\"}")
                        : a.body().contains("\"7\"")
                                ? Answer.problem(413, "{\"detail\":\"too large\"}")
                                : verdicts(a, "counted"))) {
            Cli run = emit(node, lines(20));
            assertEquals(2, run.status());
            assertEquals("20 events: 19 counted, 1 bad.", run.out().strip());
            assertTrue(run.err().contains("line 7: too large"), run.err());
        }
    }

    @Test
    void aNodeThatIsNotReadyIsAskedAgainWithTheSameIds() throws Exception {
        var calls = new AtomicInteger();
        try (var node = new ScriptedNode(a -> calls.incrementAndGet() < 3
                ? Answer.problem(503, "{\"detail\":\"still starting\",\"code\":\"STARTING\"}")
                : verdicts(a, "duplicate"))) {
            Cli run = emit(node, lines(3));
            assertEquals(0, run.status(), run.err());
            assertEquals("3 events: 3 duplicate.", run.out().strip());
            assertEquals(node.asked().get(0).body(), node.asked().get(2).body());
            assertEquals(
                    1,
                    run.err().lines().filter(l -> l.contains("still starting")).count(),
                    "said once");
        }
    }

    @Test
    void whenTheNodeStaysAwayTheUnknownLinesAreNamed() throws Exception {
        Cli run =
                Cli.runWith(Map.of("TALLYPORT_NODE", Cli.nobody()), lines(3), "emit", "-", "--timeout", "1", "--json");
        assertEquals(3, run.status());
        assertEquals(3, json(run).path("unknown").asInt());
        assertEquals("[1,2,3]", json(run).path("unknownLines").toString());
    }

    @Test
    void afterGivingUpTheRestIsNotSentAndSaidSo() throws Exception {
        Cli run = Cli.runWith(
                Map.of("TALLYPORT_NODE", Cli.nobody()), lines(5000), "emit", "-", "--timeout", "1", "--in-flight", "1");
        assertEquals(3, run.status());
        assertTrue(run.out().contains("and what follows was not sent"), run.out());
        assertTrue(run.out().contains("Emit the same file again"), run.out());
    }

    @Test
    void eventsThatWereNotCountedAreListedAndFailTheCommand() throws Exception {
        String answer = """
                {"accepted":2,"events":[{"id":"1","verdict":"counted"},
                {"id":"2","verdict":"rejected","reason":"LICENSE_UNKNOWN","field":"license","detail":"no such license"}]}""";
        try (var node = ScriptedNode.answering(answer)) {
            Cli run = emit(node, lines(2));
            assertEquals(1, run.status());
            assertTrue(run.out().contains("2 events: 1 counted, 1 rejected."), run.out());
            assertTrue(run.out().contains("LICENSE_UNKNOWN"), run.out());
            assertTrue(run.out().contains("no such license"), run.out());
        }
    }

    @Test
    void aRefusalOfTheWholeRequestEndsTheCommandAfterOneBatch() throws Exception {
        try (var node = new ScriptedNode(
                a -> Answer.problem(404, "{\"detail\":\"there is no license L1\",\"code\":\"LICENSE_UNKNOWN\"}"))) {
            Cli run = emit(node, lines(10), "--license", "L1");
            assertEquals(1, run.status());
            assertTrue(run.err().contains("error: there is no license L1 (code: LICENSE_UNKNOWN)"), run.err());
        }
    }

    @Test
    void whatIsPendingIsNotCalledCounted() throws Exception {
        try (var node = new ScriptedNode(a -> verdicts(a, "pending"))) {
            Cli run = emit(node, lines(2));
            assertEquals(0, run.status());
            assertTrue(run.out().startsWith("2 events: 2 pending."), run.out());
        }
    }
}
