package io.tallyport.port.license;

import static io.tallyport.port.license.CommandDesk.LONG;
import static io.tallyport.port.license.CommandDesk.NOW_MS;
import static io.tallyport.port.license.CommandDesk.json;
import static io.tallyport.port.license.CommandDesk.outcome;
import static io.tallyport.port.license.CommandDesk.problemOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.wire.LicenseCommandKind;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

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

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
    }
}
