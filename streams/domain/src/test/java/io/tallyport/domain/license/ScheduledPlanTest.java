package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyport.domain.license.LicenseCommand.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of plan that hold later. */
class ScheduledPlanTest {

    @Test
    void aTrialBecomesASubscriptionAtItsEnd() {
        var life = new Lives("")
                .issue("2026-01-31T00:00:00Z", "tried")
                .tell("2026-02-01T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of("at", "term-end"))
                .pass("2026-03-20T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-31T00:00:00Z ISSUED TRIAL",
                        "2026-02-01T00:00:00Z PLAN_CHANGE_SCHEDULED TRIAL",
                        "2026-02-07T00:00:00Z EXPIRING TRIAL",
                        "2026-02-13T00:00:00Z EXPIRING TRIAL",
                        "2026-02-14T00:00:00Z PLAN_CHANGED ACTIVE",
                        "2026-03-14T00:00:00Z RENEWED ACTIVE"),
                life.story());
        assertEquals("tried", life.timeline.get(3).plan());
        assertEquals("monthly", life.license().plan());
        assertNull(life.license().term().next());
    }

    @Test
    void whatIsDueAtTheSameInstantComesBehindIt() {
        var life = new Lives("")
                .issue("2026-01-10T00:00:00Z", "monthly")
                .tell("2026-01-11T00:00:00Z", Kind.CHANGE_PLAN, "yearly", Map.of("at", "term-end"))
                .pass("2026-02-10T00:00:00Z");
        assertEquals(
                List.of("2026-02-10T00:00:00Z PLAN_CHANGED ACTIVE", "2026-02-10T00:00:00Z RENEWED ACTIVE"),
                life.story().subList(2, 4));
        assertEquals("2027-02-10T00:00:00Z", life.end());
        var ended = new Lives("")
                .issue("2026-01-10T00:00:00Z", "yearly", null, "2026-02-10T00:00:00Z")
                .tell("2026-01-28T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of("at", "term-end"))
                .pass("2026-02-10T00:00:00Z");
        assertEquals("2026-02-10T00:00:00Z PLAN_CHANGED ACTIVE", ended.story().get(5));
        assertEquals("2026-02-10T00:00:00Z GRACE_BEGAN GRACE", ended.story().get(6));
    }

    @Test
    void aPeriodEndsWhereTheCalendarOfTheLicenseSays() {
        var life = new Lives("Europe/Berlin")
                .issue("2026-03-10T00:00:00Z", "endless")
                .tell("2026-03-11T00:00:00Z", Kind.CHANGE_PLAN, "yearly", Map.of("at", "period-end"))
                .pass("2026-04-01T00:00:00Z");
        assertEquals("2026-03-31T22:00:00Z PLAN_CHANGED ACTIVE", life.story().get(2));
        assertEquals("2027-03-31T22:00:00Z", life.end());
    }

    @Test
    void anotherScheduleTakesItsPlaceAndACancellationTakesItBack() {
        var life = new Lives("")
                .issue("2026-01-10T00:00:00Z", "endless")
                .tell("2026-01-11T00:00:00Z", Kind.CHANGE_PLAN, "yearly", Map.of("at", "2026-02-01T00:00:00Z"))
                .tell("2026-01-12T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of("at", "2026-03-01T00:00:00Z"))
                .pass("2026-02-02T00:00:00Z")
                .tell("2026-02-03T00:00:00Z", Kind.CANCEL_CHANGE)
                .tell("2026-02-04T00:00:00Z", Kind.CANCEL_CHANGE)
                .pass("2026-04-01T00:00:00Z");
        assertEquals(
                List.of(
                        "2026-01-10T00:00:00Z ISSUED ACTIVE",
                        "2026-01-11T00:00:00Z PLAN_CHANGE_SCHEDULED ACTIVE",
                        "2026-01-12T00:00:00Z PLAN_CHANGE_SCHEDULED ACTIVE",
                        "2026-02-03T00:00:00Z PLAN_CHANGE_CANCELLED ACTIVE",
                        "2026-02-04T00:00:00Z NO_CHANGE ACTIVE"),
                life.story());
    }

    @Test
    void aChangeAtOnceLeavesTheScheduleAndTheEndTakesItAlong() {
        var life = new Lives("")
                .issue("2026-01-10T00:00:00Z", "endless")
                .tell("2026-01-11T00:00:00Z", Kind.CHANGE_PLAN, "yearly", Map.of("at", "2026-02-01T00:00:00Z"))
                .tell("2026-01-12T00:00:00Z", Kind.CHANGE_PLAN, "monthly", Map.of());
        assertEquals(
                new Term.PlanChange(
                        "yearly", Instant.parse("2026-02-01T00:00:00Z").toEpochMilli()),
                life.license().term().next());
        life.tell("2026-01-13T00:00:00Z", Kind.REVOKE)
                .tell("2026-01-14T00:00:00Z", Kind.REINSTATE)
                .pass("2026-02-02T00:00:00Z");
        assertEquals("2026-01-14T00:00:00Z REINSTATED ACTIVE", life.story().get(4));
        assertEquals(5, life.story().size());
        assertEquals("monthly", life.license().plan());
    }

    @Test
    void itHoldsBehindUsageThatWasCountedAndIsNotMovedOnceItsOwnWas() {
        var life = new Lives("").issue("2026-01-10T00:00:00Z", "endless");
        long usedMs = Instant.parse("2026-01-11T00:30:00Z").toEpochMilli();
        long nowMs = Instant.parse("2026-01-11T00:00:00Z").toEpochMilli();
        var scheduled = License.apply(
                life.license(),
                Lives.command(Kind.CHANGE_PLAN, "s", "yearly", Map.of("at", "2026-01-11T00:10:00Z")),
                life.catalog,
                nowMs,
                LicenseCircumstances.from(usedMs + 1));
        assertEquals(
                new Term.PlanChange("yearly", usedMs + 1),
                scheduled.events().get(0).term().next());
        for (var command : List.of(
                Lives.command(Kind.CANCEL_CHANGE, "c", "", Map.of()),
                Lives.command(Kind.CHANGE_PLAN, "p", "monthly", Map.of()),
                Lives.command(Kind.CHANGE_PLAN, "a", "monthly", Map.of("at", "period-end")))) {
            var under = License.apply(
                    scheduled.next(), command, life.catalog, nowMs, LicenseCircumstances.from(usedMs + 2));
            assertEquals("CHANGE_UNDER_WAY", under.events().get(0).refusal(), command.commandId());
            var before = License.apply(
                    scheduled.next(), command, life.catalog, nowMs, LicenseCircumstances.from(usedMs + 1));
            assertEquals("", before.events().get(0).refusal(), command.commandId());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "yearly, at, term-end, NO_END, at",
        "yearly, at, soon, CHANGE_INVALID, at",
        "yearly, at, 2026-01-11T00:00:00Z, CHANGE_IN_PAST, at",
        "endless, at, period-end, PLAN_UNCHANGED, plan",
        "none, at, period-end, PLAN_UNKNOWN, plan"
    })
    void whatMakesNoSenseIsRefused(String plan, String name, String value, String refusal, String field) {
        var life = new Lives("")
                .issue("2026-01-10T00:00:00Z", "endless")
                .tell("2026-01-11T00:00:00Z", Kind.CHANGE_PLAN, plan, Map.of(name, value));
        assertEquals(refusal, life.timeline.get(1).refusal());
        assertEquals(field, life.timeline.get(1).field());
    }
}
