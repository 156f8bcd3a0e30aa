package io.tallyport.domain.license;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.license.LicenseCommand.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every life, whatever is told and whenever somebody looks. */
class LicenseLawsTest {

    private static final long START = Instant.parse("2026-01-31T00:00:00Z").toEpochMilli();
    private static final int STEPS = 120;
    private static final List<String> PLANS = List.copyOf(new java.util.TreeSet<>(Lives.PLANS.keySet()));

    /** What is told, and when. */
    private record Told(long atMs, LicenseCommand command) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void lookingOftenerOrTellingAgainChangesNothing(long seed) {
        var random = new Random(seed);
        List<Told> told = script(random);
        List<LicenseTimelineEvent> once = run(told, false, random);
        assertEquals(once, run(told, true, random), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void theLicenseIsTheFoldOfATimelineInOrderAndNothingIsLeftDue(long seed) {
        var random = new Random(seed);
        var life = new Lives("");
        long now = START;
        for (Told one : script(random)) {
            now = one.atMs();
            var outcome = License.apply(life.license, one.command(), life.catalog, now);
            life.license = outcome.next();
            if (!outcome.repeated()) {
                life.timeline.addAll(outcome.events());
            }
            String at = "seed " + seed + ", at " + Instant.ofEpochMilli(now);
            assertEquals(life.license, License.replay(life.timeline), at);
            if (life.license != null) {
                assertTrue(life.license.nextDueMs() > now, at);
            }
        }
        long last = Long.MIN_VALUE;
        long version = 0;
        for (LicenseTimelineEvent event : life.timeline) {
            assertTrue(event.atMs() >= last, "seed " + seed + ": " + event);
            last = event.atMs();
            assertEquals(event.isChange() ? version + 1 : version, event.version(), "seed " + seed);
            version = event.version();
        }
    }

    /** Each event leads to states that it can lead to, and to no other. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void eventsLeadWhereTheyCan(long seed) {
        var random = new Random(seed);
        Map<LicenseEventType, Set<LicenseState>> leads = new EnumMap<>(LicenseEventType.class);
        for (int i = 0; i < 20; i++) {
            run(script(random), false, random)
                    .forEach(event -> leads.computeIfAbsent(event.type(), t -> EnumSet.noneOf(LicenseState.class))
                            .add(event.state() == null ? LicenseState.DRAFT : event.state()));
        }
        require(leads, LicenseEventType.SUSPENDED, LicenseState.SUSPENDED);
        require(leads, LicenseEventType.REVOKED, LicenseState.REVOKED);
        require(leads, LicenseEventType.EXPIRED, LicenseState.EXPIRED);
        require(leads, LicenseEventType.GRACE_BEGAN, LicenseState.GRACE);
        require(leads, LicenseEventType.EXPIRING, LicenseState.TRIAL, LicenseState.ACTIVE);
        require(leads, LicenseEventType.ISSUED, LicenseState.DRAFT, LicenseState.TRIAL, LicenseState.ACTIVE);
        require(leads, LicenseEventType.ACTIVATED, LicenseState.TRIAL, LicenseState.ACTIVE);
        require(leads, LicenseEventType.RESUMED, LicenseState.TRIAL, LicenseState.ACTIVE, LicenseState.GRACE);
        require(leads, LicenseEventType.TRIAL_ENDED, LicenseState.ACTIVE, LicenseState.SUSPENDED, LicenseState.EXPIRED);
    }

    private static void require(
            Map<LicenseEventType, Set<LicenseState>> leads, LicenseEventType type, LicenseState... to) {
        var found = leads.getOrDefault(type, Set.of());
        assertTrue(Set.of(to).containsAll(found), type + " leads to " + found);
    }

    private static List<LicenseTimelineEvent> run(List<Told> told, boolean often, Random random) {
        var life = new Lives("");
        var timeline = new ArrayList<LicenseTimelineEvent>();
        long now = START;
        for (Told one : told) {
            for (int i = 0; often && i < 3; i++) {
                now += random.nextLong(one.atMs() - now + 1);
                var passed = License.apply(life.license, LicenseCommand.passTime("L"), life.catalog, now);
                life.license = passed.next();
                timeline.addAll(passed.events());
            }
            now = one.atMs();
            for (int i = 0; i < (often ? 2 : 1); i++) {
                var outcome = License.apply(life.license, one.command(), life.catalog, now);
                life.license = outcome.next();
                if (!outcome.repeated() && (i == 0 || life.license != null)) {
                    timeline.addAll(outcome.events());
                }
            }
        }
        return timeline;
    }

    private static List<Told> script(Random random) {
        var told = new ArrayList<Told>();
        long now = START;
        boolean drafted = random.nextBoolean();
        told.add(new Told(
                now,
                issue(
                        pick(random),
                        drafted ? now + Duration.ofDays(1 + random.nextInt(40)).toMillis() : Term.NEVER,
                        random.nextInt(4) == 0 ? now + Duration.ofDays(60).toMillis() : Term.NEVER)));
        var kinds = List.of(
                Kind.ACTIVATE,
                Kind.SUSPEND,
                Kind.RESUME,
                Kind.RESUME,
                Kind.REVOKE,
                Kind.REINSTATE,
                Kind.REINSTATE,
                Kind.RENEW,
                Kind.CHANGE_PLAN,
                Kind.CHANGE_PLAN,
                Kind.CANCEL_CHANGE,
                Kind.QUARANTINE,
                Kind.RELEASE);
        for (int i = 0; i < STEPS; i++) {
            now += random.nextInt(3) == 0
                    ? Duration.ofDays(random.nextInt(40)).toMillis()
                    : Duration.ofHours(1 + random.nextInt(60)).toMillis();
            Kind kind = kinds.get(random.nextInt(kinds.size()));
            Map<String, String> attributes = attributes(kind, now, random);
            var command = kind == Kind.QUARANTINE
                    ? LicenseCommand.quarantine("L", "fault")
                    : Lives.command(kind, "c" + i, kind == Kind.CHANGE_PLAN ? pick(random) : "", attributes);
            told.add(new Told(now, command));
        }
        return told;
    }

    private static Map<String, String> attributes(Kind kind, long now, Random random) {
        String ahead = Instant.ofEpochMilli(now)
                .plus(Duration.ofDays(random.nextInt(50)))
                .toString();
        int which = random.nextInt(5);
        if (kind == Kind.CHANGE_PLAN) {
            return switch (which) {
                case 0 -> Map.of("at", ahead);
                case 1 -> Map.of("at", "period-end");
                case 2 -> Map.of("at", "term-end");
                default -> Map.of();
            };
        }
        if (kind == Kind.RENEW) {
            return switch (which) {
                case 0 -> Map.of("from", "now");
                case 1 -> Map.of("automatic", random.nextBoolean() ? "on" : "off");
                case 2 -> Map.of("until", ahead);
                default -> Map.of();
            };
        }
        return Map.of();
    }

    private static LicenseCommand issue(String plan, long startsAtMs, long expiresAtMs) {
        return new LicenseCommand(
                Kind.ISSUE,
                "L",
                "issue",
                "ann",
                "sold",
                "acme",
                plan,
                "C",
                "hash",
                expiresAtMs,
                "",
                UsageCalendar.NO_ANCHOR,
                startsAtMs,
                Map.of());
    }

    private static String pick(Random random) {
        return PLANS.get(random.nextInt(PLANS.size()));
    }
}
