package io.tallyport.port.license;

import static io.tallyport.port.license.CommandDesk.LONG;
import static io.tallyport.port.license.CommandDesk.NOW_MS;
import static io.tallyport.port.license.CommandDesk.json;
import static io.tallyport.port.license.CommandDesk.outcome;
import static io.tallyport.port.license.CommandDesk.problemOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.LicensePartition;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseEventV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LicenseCommandsTest {

    private final CommandDesk desk = new CommandDesk();

    @Test
    void keyIsShownAndOnlyItsHashIsSent() throws Exception {
        var future = desk.commands(LONG).issue(request(""));
        var sent = desk.sent(0);
        desk.board.accept(outcome(sent).setType("ISSUED").setState("ACTIVE").build());
        var answer = future.get(10, TimeUnit.SECONDS);
        assertEquals(201, answer.status());
        String key = json(answer).path("key").asText();
        assertEquals(desk.keys.hash(key), sent.getKeyHash());
        assertFalse(new String(desk.producer.history().get(0).value(), StandardCharsets.ISO_8859_1).contains(key));
        assertEquals(sent.getLicense(), json(answer).path("license").asText());
        assertEquals(
                LicensePartition.of(sent.getLicense(), 4),
                desk.producer.history().get(0).partition());
    }

    @Test
    void refusalIsAConflictWithItsCode() {
        var future = desk.commands(LONG).issue(request(""));
        desk.board.accept(outcome(desk.sent(0))
                .setType("REFUSED")
                .setRefusal("PLAN_UNKNOWN")
                .setField("plan")
                .setDetail("the catalog has no plan 'x'")
                .build());
        var problem = problemOf(future);
        assertEquals(409, problem.status());
        assertEquals("PLAN_UNKNOWN", problem.code());
        assertEquals("plan", problem.field());
        assertEquals(0, desk.board.waited());
    }

    @Test
    void unknownLicenseIsNotFound() {
        var future = desk.commands(LONG).change(LicenseCommandKind.SUSPEND, "lic-1", "c-1", "ann", "why");
        assertEquals("ann", desk.sent(0).getAuthor());
        desk.board.accept(outcome(desk.sent(0))
                .setType("REFUSED")
                .setRefusal("LICENSE_UNKNOWN")
                .setDetail("there is no license lic-1")
                .build());
        assertEquals(404, problemOf(future).status());
    }

    @Test
    void outcomeThatDoesNotComeIsUnknownAndSaysHowToAskAgain() {
        var problem = problemOf(
                desk.commands(Duration.ofMillis(1)).change(LicenseCommandKind.REVOKE, "lic-1", "c-7", "", ""));
        assertEquals(504, problem.status());
        assertEquals("OUTCOME_UNKNOWN", problem.code());
        assertTrue(problem.detail().contains("c-7"), problem.detail());
        assertEquals(0, desk.board.waited());
    }

    @Test
    void repeatAfterATimeOutIsTheSameCommandAndShowsTheKey() throws Exception {
        var commands = desk.commands(Duration.ofMillis(200));
        assertEquals(504, problemOf(commands.issue(request("c-1"))).status());
        var future = commands.issue(request("c-1"));
        assertEquals(desk.sent(0), desk.sent(1));
        desk.board.accept(
                outcome(desk.sent(1)).setType("ISSUED").setState("ACTIVE").build());
        String key = json(future.get(10, TimeUnit.SECONDS)).path("key").asText();
        assertEquals(desk.sent(0).getKeyHash(), desk.keys.hash(key));
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
        desk.answered.put(desk.keys.idOf("c-1") + " c-1", event);
        var answer = desk.commands(LONG).issue(request("c-1")).get(10, TimeUnit.SECONDS);
        assertEquals(200, answer.status());
        assertFalse(json(answer).has("key"));
        assertTrue(json(answer).path("repeated").asBoolean());
        assertTrue(desk.producer.history().isEmpty());
        event.put("plan", "another");
        assertEquals(
                "COMMAND_ID_REUSED",
                assertThrows(ProblemException.class, () -> desk.commands(LONG).issue(request("c-1")))
                        .problem()
                        .code());
    }

    @Test
    void outcomesOfOtherCommandsAreNobodysAnswer() {
        var future = desk.commands(LONG).change(LicenseCommandKind.SUSPEND, "lic-1", "c-1", "", "");
        desk.board.accept(LicenseEventV1.newBuilder()
                .setLicense("lic-1")
                .setCommandId("c-2")
                .build());
        desk.board.accept(LicenseEventV1.newBuilder()
                .setLicense("lic-2")
                .setCommandId("c-1")
                .build());
        desk.board.accept(LicenseEventV1.newBuilder().setLicense("lic-1").build());
        assertFalse(future.isDone());
        assertEquals(1, desk.board.waited());
    }

    @Test
    void anotherPlanIsSentAndTheAnswerNamesTheInstantFromWhichItHolds() throws Exception {
        var change = new LicenseChange(LicenseCommandKind.CHANGE_PLAN, "lic-1", "c-1", "ann", "why", "x", Map.of());
        var future = desk.commands(LONG).change(change);
        assertEquals("x", desk.sent(0).getPlan());
        assertEquals(LicenseCommandKind.CHANGE_PLAN, desk.sent(0).getKind());
        desk.board.accept(outcome(desk.sent(0))
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
        desk.answered.put("lic-1 c-1", Json.object());
        var change = new LicenseChange(
                LicenseCommandKind.RELEASE_STATEMENT, "lic-1", "c-1", "ann", "why", "", Map.of("number", "3"));
        var future = desk.commands(LONG).change(change);
        assertEquals(Map.of("number", "3"), desk.sent(0).getAttributes());
        desk.board.accept(outcome(desk.sent(0))
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
        desk.answered.put("lic-1 c-1", Json.object());
        var future = desk.commands(LONG).change(seat("c-1"));
        assertEquals(LicenseCommandKind.SEAT_ASSIGN, desk.sent(0).getKind());
        assertEquals(Map.of("member", "kim"), desk.sent(0).getAttributes());
        desk.board.accept(outcome(desk.sent(0))
                .setType("SEAT_ASSIGNED")
                .setState("ACTIVE")
                .setDetail("3 of 10 seats are assigned")
                .build());
        var answer = json(future.get(10, TimeUnit.SECONDS));
        assertEquals("kim", answer.path("member").asText());
        assertEquals(
                "3 of 10 seats are assigned",
                answer.path("event").path("detail").asText());
        var again = desk.commands(LONG).change(seat("c-2"));
        desk.board.accept(outcome(desk.sent(1))
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
        return new IssueRequest("", "p", "x", "c", null, null, "", null, "", "", commandId);
    }
}
