package io.tallyport.port.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class LicenseCommandsTest {

    private static final long NOW_MS = 1_768_003_200_000L;
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Registry registry = Registry.at("mock://commands-" + System.nanoTime(), Map.of());
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final OutcomeBoard board = new OutcomeBoard();
    private final LicenseKeys keys = new LicenseKeys("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private final Map<String, ObjectNode> answered = new HashMap<>();

    LicenseCommandsTest() throws Exception {
        var unused = registry.register(TopicCatalog.LICENSE_COMMANDS);
    }

    @Test
    void keyIsShownAndOnlyItsHashIsSent() throws Exception {
        var future = commands(LONG).issue(request(""));
        var sent = sent(0);
        board.accept(outcome(sent).setType("ISSUED").setState("ACTIVE").build());
        var answer = future.get(10, TimeUnit.SECONDS);
        assertEquals(201, answer.status());
        String key = json(answer).path("key").asText();
        assertEquals(keys.hash(key), sent.getKeyHash());
        assertFalse(new String(producer.history().get(0).value(), StandardCharsets.ISO_8859_1).contains(key));
        assertEquals(sent.getLicense(), json(answer).path("license").asText());
        assertEquals(
                LicensePartition.of(sent.getLicense(), 4),
                producer.history().get(0).partition());
    }

    @Test
    void refusalIsAConflictWithItsCode() {
        var future = commands(LONG).issue(request(""));
        board.accept(outcome(sent(0))
                .setType("REFUSED")
                .setRefusal("PLAN_UNKNOWN")
                .setField("plan")
                .setDetail("the catalog has no plan 'x'")
                .build());
        var problem = problemOf(future);
        assertEquals(409, problem.status());
        assertEquals("PLAN_UNKNOWN", problem.code());
        assertEquals("plan", problem.field());
        assertEquals(0, board.waited());
    }

    @Test
    void unknownLicenseIsNotFound() {
        var future = commands(LONG).change(LicenseCommandKind.SUSPEND, "lic-1", "c-1", "ann", "why");
        assertEquals("ann", sent(0).getAuthor());
        board.accept(outcome(sent(0))
                .setType("REFUSED")
                .setRefusal("LICENSE_UNKNOWN")
                .setDetail("there is no license lic-1")
                .build());
        assertEquals(404, problemOf(future).status());
    }

    @Test
    void outcomeThatDoesNotComeIsUnknownAndSaysHowToAskAgain() {
        var problem =
                problemOf(commands(Duration.ofMillis(1)).change(LicenseCommandKind.REVOKE, "lic-1", "c-7", "", ""));
        assertEquals(504, problem.status());
        assertEquals("OUTCOME_UNKNOWN", problem.code());
        assertTrue(problem.detail().contains("c-7"), problem.detail());
        assertEquals(0, board.waited());
    }

    @Test
    void repeatAfterATimeOutIsTheSameCommandAndShowsTheKey() throws Exception {
        var commands = commands(Duration.ofMillis(200));
        assertEquals(504, problemOf(commands.issue(request("c-1"))).status());
        var future = commands.issue(request("c-1"));
        assertEquals(sent(0), sent(1));
        board.accept(outcome(sent(1)).setType("ISSUED").setState("ACTIVE").build());
        String key = json(future.get(10, TimeUnit.SECONDS)).path("key").asText();
        assertEquals(sent(0).getKeyHash(), keys.hash(key));
    }

    @Test
    void repeatOfAnAnsweredIssueShowsNoKeyAndSendsNothing() throws Exception {
        var event = Json.object()
                .put("type", "ISSUED")
                .put("state", "ACTIVE")
                .put("version", 1)
                .put("product", "p")
                .put("plan", "x")
                .put("customer", "c");
        answered.put(keys.idOf("c-1") + " c-1", event);
        var answer = commands(LONG).issue(request("c-1")).get(10, TimeUnit.SECONDS);
        assertEquals(200, answer.status());
        assertFalse(json(answer).has("key"));
        assertTrue(json(answer).path("repeated").asBoolean());
        assertTrue(producer.history().isEmpty());
        event.put("plan", "another");
        assertEquals(
                "COMMAND_ID_REUSED",
                assertThrows(ProblemException.class, () -> commands(LONG).issue(request("c-1")))
                        .problem()
                        .code());
    }

    @Test
    void outcomesOfOtherCommandsAreNobodysAnswer() {
        var future = commands(LONG).change(LicenseCommandKind.SUSPEND, "lic-1", "c-1", "", "");
        board.accept(LicenseEventV1.newBuilder()
                .setLicense("lic-1")
                .setCommandId("c-2")
                .build());
        board.accept(LicenseEventV1.newBuilder()
                .setLicense("lic-2")
                .setCommandId("c-1")
                .build());
        board.accept(LicenseEventV1.newBuilder().setLicense("lic-1").build());
        assertFalse(future.isDone());
        assertEquals(1, board.waited());
    }

    @Test
    void anotherPlanIsSentAndTheAnswerNamesTheInstantFromWhichItHolds() throws Exception {
        var change = new LicenseChange(LicenseCommandKind.CHANGE_PLAN, "lic-1", "c-1", "ann", "why", "x", Map.of());
        var future = commands(LONG).change(change);
        assertEquals("x", sent(0).getPlan());
        assertEquals(LicenseCommandKind.CHANGE_PLAN, sent(0).getKind());
        board.accept(outcome(sent(0))
                .setType("PLAN_CHANGED")
                .setState("ACTIVE")
                .setPlan("x")
                .setAtMs(NOW_MS + 3_600_000)
                .build());
        var event = json(future.get(10, TimeUnit.SECONDS)).path("event");
        assertEquals(Json.instant(NOW_MS + 3_600_000), event.path("at").asText());
        assertEquals("x", event.path("plan").asText());
    }

    @Test
    void theReleaseOfAStatementSaysWhatWasMissing() throws Exception {
        answered.put("lic-1 c-1", Json.object());
        var change = new LicenseChange(
                LicenseCommandKind.RELEASE_STATEMENT, "lic-1", "c-1", "ann", "why", "", Map.of("number", "3"));
        var future = commands(LONG).change(change);
        assertEquals(Map.of("number", "3"), sent(0).getAttributes());
        board.accept(outcome(sent(0))
                .setType("STATEMENT_RELEASED")
                .setState("ACTIVE")
                .setDetail("two records wait")
                .build());
        var answer = json(future.get(10, TimeUnit.SECONDS));
        assertEquals("3", answer.path("number").asText());
        assertEquals("two records wait", answer.path("event").path("detail").asText());
    }

    @Test
    void aSeatIsGivenByACommandAndARefusalNamesTheMember() throws Exception {
        answered.put("lic-1 c-1", Json.object());
        var future = commands(LONG).change(seat("c-1"));
        assertEquals(LicenseCommandKind.SEAT_ASSIGN, sent(0).getKind());
        assertEquals(Map.of("member", "kim"), sent(0).getAttributes());
        board.accept(outcome(sent(0))
                .setType("SEAT_ASSIGNED")
                .setState("ACTIVE")
                .setDetail("3 of 10 seats are assigned")
                .build());
        var answer = json(future.get(10, TimeUnit.SECONDS));
        assertEquals("kim", answer.path("member").asText());
        assertEquals(
                "3 of 10 seats are assigned",
                answer.path("event").path("detail").asText());
        var again = commands(LONG).change(seat("c-2"));
        board.accept(outcome(sent(1))
                .setType("REFUSED")
                .setRefusal("SEAT_HELD")
                .setField("member")
                .setDetail("kim has a seat already")
                .build());
        var problem = problemOf(again);
        assertEquals(409, problem.status());
        assertEquals("SEAT_HELD", problem.code());
        assertEquals("member", problem.field());
    }

    private static LicenseChange seat(String commandId) {
        return new LicenseChange(
                LicenseCommandKind.SEAT_ASSIGN, "lic-1", commandId, "ann", "joined", "", Map.of("member", "kim"));
    }

    private static IssueRequest request(String commandId) {
        return new IssueRequest("", "p", "x", "c", null, "", null, "", "", commandId);
    }

    private static LicenseEventV1.Builder outcome(LicenseCommandV1 command) {
        return LicenseEventV1.newBuilder()
                .setLicense(command.getLicense())
                .setCommandId(command.getCommandId())
                .setVersion(1)
                .setAtMs(NOW_MS);
    }

    private LicenseCommandV1 sent(int index) {
        try {
            return registry.codec(TopicCatalog.LICENSE_COMMANDS)
                    .decode(producer.history().get(index).value());
        } catch (io.tallyport.contract.WireException e) {
            throw new AssertionError(e);
        }
    }

    private LicenseCommands commands(Duration within) {
        var lookup = new LicenseLookup() {
            @Override
            public Optional<Entitlement> entitlement(String license) {
                return Optional.of(new Entitlement(
                        license,
                        1,
                        LicenseState.ACTIVE,
                        "OK",
                        "p",
                        "x",
                        "c",
                        "",
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        1,
                        false,
                        List.of(),
                        NOW_MS));
            }

            @Override
            public Optional<ObjectNode> answerTo(String license, String commandId) {
                return Optional.ofNullable(answered.get(license + " " + commandId));
            }
        };
        var appender = new Appender<>(TopicCatalog.LICENSE_COMMANDS, registry, producer);
        return new LicenseCommands(appender, board, keys, lookup, 4, () -> NOW_MS, Runnable::run, within);
    }

    private static Problem problemOf(CompletableFuture<Answer> future) {
        var failed = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        if (failed.getCause() instanceof ProblemException problem) {
            return problem.problem();
        }
        throw new AssertionError(failed);
    }

    private static JsonNode json(Answer answer) throws Exception {
        return Json.MAPPER.readTree(answer.body());
    }
}
