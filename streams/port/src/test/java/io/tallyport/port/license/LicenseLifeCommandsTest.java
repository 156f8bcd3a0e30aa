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

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.answer.RequestFields;
import io.tallyport.wire.LicenseCommandKind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands about the life of a license. */
class LicenseLifeCommandsTest {

    private final CommandDesk desk = new CommandDesk();

    @Test
    void aStartIsSentAndARefusalNamesItsField() {
        var request = new IssueRequest("", "p", "x", "c", NOW_MS + 5, null, "", null, "", "", "");
        var future = desk.commands(LONG).issue(request);
        assertEquals(NOW_MS + 5, desk.sent(0).getStartsAtMs());
        desk.board.accept(outcome(desk.sent(0))
                .setType("REFUSED")
                .setRefusal("START_IN_PAST")
                .setField("startsAtMs")
                .build());
        assertEquals("startsAt", problemOf(future).field());
    }

    @Test
    void anIssueWithAnotherStartIsAnotherCommand() {
        var request = new IssueRequest("", "p", "x", "c", NOW_MS + 5, null, "", null, "", "", "");
        var unstarted = new IssueRequest("", "p", "x", "c", null, null, "", null, "", "", "");
        ObjectNode draft = Json.object().put("product", "p").put("plan", "x").put("customer", "c");
        draft.put("state", "DRAFT").put("startsAt", Json.instant(NOW_MS + 5));
        assertTrue(request.isLike(draft));
        assertFalse(unstarted.isLike(draft));
        assertFalse(request.isLike(draft.deepCopy().put("startsAt", Json.instant(NOW_MS))));
        // One that waits for its first use says since when it does.
        ObjectNode waiting = draft.deepCopy().put("state", "ACTIVE");
        assertTrue(unstarted.isLike(waiting));
        assertFalse(request.isLike(waiting));
    }

    /** It may change nothing of the entitlement, as of a license that renews itself: the read model tells of it. */
    @Test
    void theAnswerToARenewalWaitsUntilTheReadModelAndTheViewTellOfIt() throws Exception {
        var change = new LicenseChange(LicenseCommandKind.RENEW, "lic-1", "c-1", "", "", "", Map.of("automatic", "on"));
        var future = desk.commands(LONG).change(change);
        assertEquals(Map.of("automatic", "on"), desk.sent(0).getAttributes());
        desk.entitledUntilMs = NOW_MS + 5;
        var told = CompletableFuture.runAsync(() -> {
            pause();
            desk.answered.put("lic-1 c-1", Json.object());
            pause();
            desk.entitledUntilMs = Long.MAX_VALUE;
        });
        desk.board.accept(outcome(desk.sent(0))
                .setType("RENEWAL_SET")
                .setState("ACTIVE")
                .setExpiresAtMs(NOW_MS + 5)
                .setRenews(true)
                .setAtMs(NOW_MS + 1)
                .build());
        assertEquals(
                "on", json(future.get(10, TimeUnit.SECONDS)).path("automatic").asText());
        assertTrue(told.isDone());
        assertEquals(Long.MAX_VALUE, desk.entitledUntilMs);
    }

    /** Of whatever tick: what is told and entitled is all that there is to see. */
    @Test
    void theAnswerToARenewalThatIsVisibleIsGivenAtOnce() throws Exception {
        desk.answered.put("lic-1 c-1", Json.object());
        desk.entitledUntilMs = NOW_MS + 5;
        var change = new LicenseChange(LicenseCommandKind.RENEW, "lic-1", "c-1", "", "", "", Map.of());
        long beganNanos = System.nanoTime();
        var future = desk.commands(LONG).change(change);
        desk.board.accept(outcome(desk.sent(0))
                .setType("RENEWED")
                .setState("ACTIVE")
                .setExpiresAtMs(NOW_MS + 5)
                .setAtMs(NOW_MS - 7)
                .build());
        assertEquals(
                "ACTIVE", json(future.get(10, TimeUnit.SECONDS)).path("state").asText());
        assertTrue(System.nanoTime() - beganNanos < TimeUnit.SECONDS.toNanos(1), "it was visible at once");
    }

    /** No entitlement tells of what is only scheduled: the read model does. */
    @Test
    void aScheduledChangeIsAnsweredOnceTheReadModelTellsOfIt() throws Exception {
        var change = new LicenseChange(
                LicenseCommandKind.CHANGE_PLAN, "lic-1", "c-1", "ann", "agreed", "pro", Map.of("at", "period-end"));
        var future = desk.commands(LONG).change(change);
        assertEquals("pro", desk.sent(0).getPlan());
        assertEquals(Map.of("at", "period-end"), desk.sent(0).getAttributes());
        var told = CompletableFuture.runAsync(() -> {
            pause();
            desk.answered.put("lic-1 c-1", Json.object());
        });
        desk.board.accept(outcome(desk.sent(0))
                .setType("PLAN_CHANGE_SCHEDULED")
                .setState("ACTIVE")
                .setPlan("basic")
                .setNextPlan("pro")
                .setNextPlanAtMs(NOW_MS + 5)
                .setAtMs(NOW_MS + 1)
                .build());
        var answer = json(future.get(10, TimeUnit.SECONDS));
        assertTrue(told.isDone());
        assertEquals("period-end", answer.path("at").asText());
        assertEquals("basic", answer.path("event").path("plan").asText());
        assertEquals("pro", answer.path("event").path("nextPlan").asText());
        assertEquals(
                Json.instant(NOW_MS + 5),
                answer.path("event").path("nextPlanAt").asText());
    }

    @Test
    void aScheduledChangeIsTakenBackAtOnceWhereThatIsVisible() throws Exception {
        desk.answered.put("lic-1 c-1", Json.object());
        long beganNanos = System.nanoTime();
        var future = desk.commands(LONG).change(LicenseCommandKind.CANCEL_CHANGE, "lic-1", "c-1", "", "");
        assertEquals(LicenseCommandKind.CANCEL_CHANGE, desk.sent(0).getKind());
        desk.board.accept(outcome(desk.sent(0))
                .setType("PLAN_CHANGE_CANCELLED")
                .setState("ACTIVE")
                .setAtMs(NOW_MS + 1)
                .build());
        assertFalse(json(future.get(10, TimeUnit.SECONDS)).path("event").has("nextPlan"));
        assertTrue(System.nanoTime() - beganNanos < TimeUnit.SECONDS.toNanos(1), "it was visible at once");
    }

    @ParameterizedTest
    @CsvSource({
        "'', {}",
        "period-end, {at=period-end}",
        "term-end, {at=term-end}",
        "2027-01-01T00:00:00.000Z, {at=2027-01-01T00:00:00Z}"
    })
    void whenAPlanIsToHoldIsAnInstantOrAnEnd(String at, String attributes) {
        assertEquals(attributes, PlanChangeRequest.attributes(planChange(at)).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "PERIOD-END", "2027-01-01", "2027-01-01T00:00:00+01:00x"})
    void whenElseIsRefusedByName(String at) {
        var problem = assertThrows(ProblemException.class, () -> PlanChangeRequest.attributes(planChange(at)))
                .problem();
        assertEquals("MALFORMED at", problem.code() + " " + problem.field());
        assertTrue(problem.detail().contains("period-end"), problem.detail());
    }

    private static RequestFields planChange(String at) {
        byte[] body = Json.object().put("plan", "x").put("at", at).toString().getBytes(StandardCharsets.UTF_8);
        return RequestFields.of(body, PlanChangeRequest.FIELDS);
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
    }
}
