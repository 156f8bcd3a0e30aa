package io.tallyport.verifier;

import static io.tallyport.verifier.SeatLogs.assign;
import static io.tallyport.verifier.SeatLogs.document;
import static io.tallyport.verifier.SeatLogs.issued;
import static io.tallyport.verifier.SeatLogs.release;
import static io.tallyport.verifier.StatementCheckTest.assertNamed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each command about a seat is answered by the state, the name, the plan and who has one, in this order. */
class SeatCommandsTest {

    private static final String LONGEST = "m".repeat(128);

    /** Every answer that there is; what was fed is not read out in it, and not looked at. */
    private static StatementLog answers() {
        var log = issued("2026-01-30T12:00:00Z", document(""));
        release(log, "a1", "small", "ada", "SEAT_NOT_HELD");
        assign(log, "a2", "small", "", "MEMBER_INVALID");
        assign(log, "a3", "small", " ada", "MEMBER_INVALID");
        assign(log, "a4", "small", "ada\n", "MEMBER_INVALID");
        assign(log, "a5", "small", "a\u0001a", "MEMBER_INVALID");
        assign(log, "a6", "small", LONGEST + "m", "MEMBER_INVALID");
        release(log, "a7", "small", "ada ", "MEMBER_INVALID");
        assign(log, "a8", "small", LONGEST, "");
        assign(log, "a9", "small", LONGEST, "SEAT_HELD");
        // The same command once more is answered as before, and another one of its name is not.
        assign(log, "a8", "small", LONGEST, "").change(TopicCatalog.LICENSE_EVENTS, 9, SeatCommandsTest::repeated);
        assign(log, "a8", "small", "bob", "COMMAND_ID_REUSED");
        assign(log, "b1", "small", "ada b", "");
        assign(log, "b2", "small", "cyd", "SEATS_TAKEN");
        assign(log, "b3", "small", "ada b", "SEAT_HELD");
        log.command(LicenseCommandKind.CHANGE_PLAN, "c2", "none", Map.of(), "PLAN_CHANGED", "");
        assign(log, "b4", "none", "cyd", "SEATS_NOT_IN_PLAN");
        assign(log, "b5", "none", "ada b", "SEAT_HELD");
        log.command(LicenseCommandKind.SUSPEND, "c3", "none", Map.of(), "SUSPENDED", "");
        assign(log, "b6", "none", "", "WRONG_STATE");
        release(log, "b7", "none", LONGEST, "");
        release(log, "b8", "none", LONGEST, "SEAT_NOT_HELD");
        log.command(LicenseCommandKind.REVOKE, "c4", "none", Map.of(), "REVOKED", "");
        release(log, "b9", "none", "ada b", "WRONG_STATE");
        assign(log, "d1", "none", "dan", "WRONG_STATE");
        return log.commit();
    }

    /** The fixture counts versions on; an answer that is repeated has the one that it had. */
    private static void repeated(LicenseEventV1 answer) {
        answer.setVersion(2);
    }

    private static List<Difference> ofAnswers(StatementLog log) {
        var found = new ArrayList<>(log.check().differences());
        found.removeIf(one -> one.law().equals("reading-missing") || one.law().equals("timeline-version"));
        return found;
    }

    @Test
    void eachReasonIsGivenInItsTurn() {
        assertEquals(List.of(), ofAnswers(answers()));
    }

    @Test
    void eachAnswerThatIsForgedIsNamed() {
        int[] events = {0};
        answers().forEach(TopicCatalog.LICENSE_EVENTS, event -> events[0]++);
        List<Consumer<LicenseEventV1>> forgeries = List.of(
                answer -> {
                    boolean refused = answer.getType().equals("REFUSED");
                    answer.setType(refused ? "SEAT_ASSIGNED" : "REFUSED");
                    answer.setRefusal(refused ? "" : "SEATS_TAKEN");
                },
                answer -> answer.setRefusal("PLAN_UNKNOWN"));
        for (int event = 1; event < events[0]; event++) {
            for (var forgery : forgeries) {
                var log = answers().change(TopicCatalog.LICENSE_EVENTS, event, forgery::accept);
                assertEquals("command-answer", ofAnswers(log).get(0).law(), "answer " + event);
            }
        }
    }

    @Test
    void aDayHasRoomForTwoThousandMembers() {
        for (String said : List.of("TOO_MANY_MEMBERS", "")) {
            var log = issued("2026-01-30T12:00:00Z", document(""));
            for (int i = 0; i < 2_000; i++) {
                assign(log, "a" + i, "small", "m" + i, "");
                release(log, "r" + i, "small", "m" + i, "");
            }
            assign(log, "x", "small", "m7", "");
            assign(log, "y", "small", "one-more", said);
            assertEquals(
                    said.isEmpty() ? List.of("command-answer") : List.of(),
                    ofAnswers(log.commit()).stream().map(Difference::law).toList());
        }
    }

    @Test
    void anAnswerThatIsDroppedIsMissed() {
        assertNamed(
                "command-unanswered",
                SeatLogs.honest().remove(TopicCatalog.LICENSE_EVENTS, 3).check());
    }

    @Test
    void aSeatThatIsAssignedThoughAllAreTakenIsNamed() {
        var log = SeatLogs.honest().change(TopicCatalog.LICENSE_EVENTS, 3, answer -> {
            answer.setType("SEAT_ASSIGNED");
            answer.setRefusal("");
            answer.setAttributes(Map.of("member", "cyd"));
        });
        assertNamed("command-answer", log.check());
    }

    @Test
    void anAnswerAboutAnotherMemberOrOfAnotherTimeIsNamed() {
        for (int event : List.of(1, 2, 4, 5)) {
            assertNamed(
                    "command-answer",
                    SeatLogs.honest()
                            .change(
                                    TopicCatalog.LICENSE_EVENTS,
                                    event,
                                    answer -> answer.setAttributes(Map.of("member", "eve")))
                            .check());
            assertNamed(
                    "command-answer",
                    SeatLogs.honest()
                            .change(TopicCatalog.LICENSE_EVENTS, event, answer -> answer.setAttributes(Map.of()))
                            .check());
            assertNamed(
                    "seat-changed",
                    SeatLogs.honest()
                            .change(TopicCatalog.LICENSE_EVENTS, event, answer -> answer.setAtMs(answer.getAtMs() + 1))
                            .check());
        }
    }
}
