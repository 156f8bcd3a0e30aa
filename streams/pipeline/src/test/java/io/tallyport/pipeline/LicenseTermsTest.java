package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.UsageStatementV1;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Licenses whose term begins, is announced, renewed and over, whether or not anything comes. */
class LicenseTermsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant START = Harness.START;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void timeActsAtItsInstantsThoughNothingComesAndHoweverLateItIsSeen(StoreKind stores) {
        try (var h = new Harness(folder, stores)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issueFrom("lic-1", "brief", START.plus(DAY));
            assertEquals("LICENSE_NOT_STARTED", h.snapshot("lic-1").getReason());
            Days.passTo(h, START.plus(DAY), START.plus(DAY.multipliedBy(4)));
            assertEquals("ACTIVE", h.snapshot("lic-1").getState());
            assertEquals(START.plus(DAY.multipliedBy(13)).toEpochMilli(), (long)
                    h.snapshot("lic-1").getGraceUntilMs());
            // The clock leaps: what was due meanwhile happened at its instants, in order.
            h.tick(START.plus(DAY.multipliedBy(12)).plusMillis(1));
            h.slice();
            assertEquals("LICENSE_IN_GRACE", h.snapshot("lic-1").getReason());
            h.tick(START.plus(DAY.multipliedBy(20)));
            h.slice();
            h.tick(START.plus(DAY.multipliedBy(21)));
            h.slice();
            assertEquals(
                    List.of(
                            START + " ISSUED DRAFT",
                            START.plus(DAY) + " ACTIVATED ACTIVE",
                            START.plus(DAY.multipliedBy(4)) + " EXPIRING ACTIVE",
                            START.plus(DAY.multipliedBy(10)) + " EXPIRING ACTIVE",
                            START.plus(DAY.multipliedBy(11)) + " GRACE_BEGAN GRACE",
                            START.plus(DAY.multipliedBy(13)) + " EXPIRED EXPIRED"),
                    calls.story("lic-1"));
            assertEquals("LICENSE_EXPIRED", h.snapshot("lic-1").getReason());
            List<Long> versions = h.snapshots("lic-1").stream()
                    .map(snapshot -> snapshot.getVersion())
                    .toList();
            assertEquals(versions.stream().sorted().distinct().toList(), versions);
        }
    }

    @Test
    void whatIsDueHappensBeforeALaterCommand() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "brief");
            h.tick(START.plus(DAY.multipliedBy(40)));
            calls.tell(LicenseCommandKind.SUSPEND, "lic-1", Map.of());
            List<String> story = calls.story("lic-1");
            assertEquals(START.plus(DAY.multipliedBy(12)) + " EXPIRED EXPIRED", story.get(story.size() - 2));
            assertEquals(START.plus(DAY.multipliedBy(40)) + " WRONG_STATE EXPIRED", story.get(story.size() - 1));
        }
    }

    @Test
    void clientsOfALicenseThatRenewsItselfAreToldNoEnd() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "monthly");
            assertNull(h.snapshot("lic-1").getExpiresAtMs());
            int published = h.snapshots("lic-1").size();
            Days.passTo(h, START, START.plus(DAY.multipliedBy(70)));
            assertEquals(
                    List.of("ISSUED", "RENEWED", "RENEWED"),
                    calls.events("lic-1").stream().map(LicenseEventV1::getType).toList());
            assertEquals(published, h.snapshots("lic-1").size(), "nothing is new to them");
            calls.tell(LicenseCommandKind.RENEW, "lic-1", Map.of("automatic", "off"));
            LicenseEventV1 set = calls.events("lic-1").get(3);
            assertEquals("RENEWAL_SET", set.getType());
            assertEquals(Map.of("automatic", "off"), set.getAttributes());
            assertFalse(set.getRenews());
            assertEquals(set.getExpiresAtMs(), h.snapshot("lic-1").getExpiresAtMs());
        }
    }

    @Test
    void theFirstUseThatCountsBeginsTheValidity() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "used");
            Instant later = START.plus(DAY.multipliedBy(3));
            h.tick(later);
            h.bulk(Harness.call("lic-1", "past", START).setJob("moved"));
            assertEquals(1, calls.events("lic-1").size(), "a backfill is no use");
            h.usage(Harness.call("lic-1", "", later));
            assertEquals(1, calls.events("lic-1").size(), "what is rejected is none either");
            h.usage(Harness.call("lic-1", "first", later));
            h.usage(Harness.call("lic-1", "second", later));
            assertEquals(List.of(START + " ISSUED ACTIVE", later + " FIRST_USED ACTIVE"), calls.story("lic-1"));
            assertEquals(later.plus(DAY.multipliedBy(30)).toEpochMilli(), (long)
                    h.snapshot("lic-1").getExpiresAtMs());
        }
    }

    @Test
    void usageInGraceIsInsideTheEntitlementAndOfADraftItIsNot() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issueFrom("draft", "brief", START.plus(DAY));
            calls.issue("grace", "brief");
            h.usage(Harness.call("draft", "early", START));
            assertEquals(1, outside(h));
            h.tick(START.plus(DAY.multipliedBy(11)));
            h.usage(Harness.call("grace", "late", START.plus(DAY.multipliedBy(11))));
            assertEquals(1, outside(h));
            h.tick(START.plus(DAY.multipliedBy(12)));
            h.usage(Harness.call("grace", "too late", START.plus(DAY.multipliedBy(12))));
            assertEquals(2, outside(h));
        }
    }

    private static long outside(Harness h) {
        return h.read(TopicCatalog.QUOTA_ALERTS).stream()
                .filter(alert -> alert.getKind() == QuotaAlertKind.OUTSIDE_ENTITLEMENT
                        && alert.getStatus() == QuotaAlertStatus.OPENED)
                .count();
    }

    @Test
    void seatsAreCountedToTheEndOfGraceAndAgainOnceTheLicenseIsBack() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "brief");
            calls.assign("lic-1", "kim");
            calls.assign("lic-1", "lee");
            // The tenth to the twenty-second have begun when the grace ends, in the morning of the last of them.
            Days.passTo(h, START, START.plus(DAY.multipliedBy(20)));
            Instant january = Instant.parse("2026-01-01T00:00:00Z");
            assertEquals("26", h.reading("lic-1", SeatCalls.HELD, "MONTH", january));
            calls.tell(LicenseCommandKind.RENEW, "lic-1", Map.of("from", "now"));
            assertEquals("28", h.reading("lic-1", SeatCalls.HELD, "MONTH", january));
            h.tick(START.plus(DAY.multipliedBy(21)));
            h.slice();
            assertEquals("30", h.reading("lic-1", SeatCalls.HELD, "MONTH", january));
            calls.tell(LicenseCommandKind.REVOKE, "lic-1", Map.of());
            calls.tell(LicenseCommandKind.REINSTATE, "lic-1", Map.of());
            assertEquals("30", h.reading("lic-1", SeatCalls.HELD, "MONTH", january), "the day was counted");
        }
    }

    @Test
    void whatIsReinstatedBehindItsEndHasNoSeatsCounted() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "monthly");
            calls.assign("lic-1", "kim");
            calls.tell(LicenseCommandKind.REVOKE, "lic-1", Map.of());
            Days.passTo(h, START, START.plus(DAY.multipliedBy(80)));
            calls.tell(LicenseCommandKind.REINSTATE, "lic-1", Map.of());
            assertEquals("EXPIRED", h.snapshot("lic-1").getState());
            Days.passTo(h, START.plus(DAY.multipliedBy(80)), START.plus(DAY.multipliedBy(90)));
            assertEquals("1", h.reading("lic-1", SeatCalls.HELD, "MONTH", Instant.parse("2026-01-01T00:00:00Z")));
            assertEquals("", h.reading("lic-1", SeatCalls.HELD, "MONTH", Instant.parse("2026-04-01T00:00:00Z")));
        }
    }

    @Test
    void clientsOfALicenseThatIsToHaveAnotherPlanByItsEndAreToldNoEnd() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "brief");
            calls.changePlan("lic-1", "monthly", "term-end");
            h.tick(START.plusSeconds(1));
            h.slice();
            assertNull(h.snapshot("lic-1").getExpiresAtMs());
            calls.tell(LicenseCommandKind.CANCEL_CHANGE, "lic-1", Map.of());
            assertEquals(START.plus(DAY.multipliedBy(10)).toEpochMilli(), (long)
                    h.snapshot("lic-1").getExpiresAtMs());
        }
    }

    @Test
    void monthsInWhichALicenseWasOverAndUnusedHaveNoStatement() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "brief");
            Days.passTo(h, START, Instant.parse("2026-05-20T00:00:00Z"));
            calls.tell(LicenseCommandKind.RENEW, "lic-1", Map.of("from", "now"));
            Days.passTo(h, Instant.parse("2026-05-20T00:00:00Z"), Instant.parse("2026-06-05T00:00:00Z"));
            assertEquals(
                    List.of("2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z"),
                    h.statements().stream()
                            .map(UsageStatementV1::getFromMs)
                            .map(Instant::ofEpochMilli)
                            .map(Instant::toString)
                            .distinct()
                            .toList());
        }
    }

    @Test
    void theKeyBeforeIsPublishedUntilItsEnd() {
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            calls.issue("lic-1", "yearly");
            calls.rekey("lic-1", "new-hash", "P2D");
            assertEquals("new-hash", h.snapshot("lic-1").getKeyHash());
            assertEquals("hash-lic-1", h.snapshot("lic-1").getOldKeyHash());
            long untilMs = START.plus(DAY.multipliedBy(2)).toEpochMilli();
            assertEquals(untilMs, (long) h.snapshot("lic-1").getOldKeyUntilMs());
            assertEquals(untilMs, (long) calls.events("lic-1").get(1).getOldKeyUntilMs());
            Days.passTo(h, START, START.plus(DAY.multipliedBy(3)));
            assertEquals("", h.snapshot("lic-1").getOldKeyHash());
            assertNull(h.snapshot("lic-1").getOldKeyUntilMs());
            assertEquals(
                    START.plus(DAY.multipliedBy(2)) + " OLD_KEY_ENDED ACTIVE",
                    calls.story("lic-1").get(2));
        }
    }

    @Test
    void manyThatFallDueAtOnceAllDoOnce() {
        int licenses = 3_000;
        try (var h = new Harness(folder)) {
            var calls = new LifeCalls(h);
            h.catalog(1, LifeCalls.catalog());
            for (int i = 0; i < licenses; i++) {
                calls.issue("lic-" + i, "brief");
            }
            h.tick(START.plus(DAY.multipliedBy(12)));
            for (int i = 0; i < licenses / 100; i++) {
                h.slice();
            }
            var all = h.read(TopicCatalog.LICENSE_EVENTS);
            assertEquals(5 * licenses, all.size());
            assertEquals(
                    licenses,
                    all.stream()
                            .filter(event -> event.getType().equals("EXPIRED"))
                            .count());
            assertTrue(all.stream()
                    .allMatch(event ->
                            event.getAtMs() <= START.plus(DAY.multipliedBy(12)).toEpochMilli()));
        }
    }
}
