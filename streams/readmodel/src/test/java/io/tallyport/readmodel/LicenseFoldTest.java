package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a license was at an instant, from its timeline. */
final class LicenseFoldTest {

    private static final List<String> STATES =
            List.of("DRAFT", "TRIAL", "ACTIVE", "GRACE", "SUSPENDED", "EXPIRED", "REVOKED");
    private static final List<String> TYPES = List.of(
            "ACTIVATED",
            "SUSPENDED",
            "RENEWED",
            "EXPIRING",
            "PLAN_CHANGED",
            "QUARANTINED",
            "RELEASED",
            "SEAT_ASSIGNED");

    @Test
    void anEventCountsFromItsInstantOn() {
        var timeline = new TermTimeline().add("ISSUED", "DRAFT", 100).add("ACTIVATED", "ACTIVE", 200);
        assertEquals(Optional.empty(), at(timeline, 99));
        assertEquals("DRAFT", at(timeline, 100).orElseThrow().state());
        assertEquals("DRAFT", at(timeline, 199).orElseThrow().state());
        var then = at(timeline, 200).orElseThrow();
        assertEquals("ACTIVE", then.state());
        assertEquals("ACTIVATED", then.event().type());
        assertEquals(2, then.version());
    }

    /** What was decided behind it names the new plan already, which does not hold yet. */
    @Test
    void aChangeOfPlanHoldsFromItsOwnInstantOn() {
        var timeline = new TermTimeline()
                .add("ISSUED", "ACTIVE", 100)
                .plan("pro")
                .add("PLAN_CHANGED", "ACTIVE", 500)
                .add("SUSPENDED", "SUSPENDED", 200);
        var before = at(timeline, 499).orElseThrow();
        assertEquals("basic SUSPENDED", before.plan() + " " + before.state());
        var after = at(timeline, 500).orElseThrow();
        assertEquals("pro SUSPENDED", after.plan() + " " + after.state());
        assertEquals("SUSPENDED", after.event().type());
        assertEquals("basic", at(timeline, 150).orElseThrow().plan());
    }

    /** What fell due while it was in quarantine is decided at its end, and has happened at its own instant. */
    @Test
    void whatTimeCausedHappenedWhenItWasDue() {
        var timeline = new TermTimeline()
                .add("ISSUED", "ACTIVE", 100)
                .add("QUARANTINED", "ACTIVE", 200)
                .add("RELEASED", "ACTIVE", 400)
                .add("EXPIRED", "EXPIRED", 300);
        var then = at(timeline, 350).orElseThrow();
        assertEquals("EXPIRED", then.state());
        assertTrue(then.quarantined());
        assertEquals("EXPIRED", at(timeline, 400).orElseThrow().state());
    }

    @Test
    void refusalsAndAnswersThatStandThereAgainSayNothingNew() {
        var timeline = new TermTimeline()
                .add("ISSUED", "ACTIVE", 100)
                .add("SUSPENDED", "SUSPENDED", 200)
                .add("RESUMED", "ACTIVE", 300)
                .again(1)
                .refused(400);
        assertEquals("RESUMED", at(timeline, 500).orElseThrow().event().type());
        assertEquals(Optional.empty(), at(new TermTimeline().refused(400), 500), "of a license that was never issued");
    }

    /** Held against somebody who keeps a license and applies the events that count to it, one after the other. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theFoldIsAReplayOfTheEventsThatCount(long seed) {
        var random = new Random(seed);
        var timeline = random(random);
        var shuffled = new ArrayList<>(timeline.events());
        Collections.shuffle(shuffled, random);
        for (long atMs = 0; atMs < 1_200; atMs += 1 + random.nextInt(9)) {
            assertEquals(replay(timeline.events(), atMs), at(timeline, atMs), "seed " + seed + " at " + atMs);
            assertEquals(at(timeline, atMs), fold(shuffled, atMs), "in any order: seed " + seed + " at " + atMs);
        }
    }

    private static TermTimeline random(Random random) {
        var timeline = new TermTimeline().add("ISSUED", "DRAFT", 50 + random.nextInt(50));
        long tickMs = 100;
        for (int i = 0; i < 60; i++) {
            tickMs += random.nextInt(30);
            String state = STATES.get(random.nextInt(STATES.size()));
            switch (random.nextInt(8)) {
                case 0 -> timeline.refused(tickMs);
                case 1 -> timeline.again(random.nextInt(timeline.events().size()));
                default -> {
                    String type = TYPES.get(random.nextInt(TYPES.size()));
                    if (type.equals("PLAN_CHANGED")) {
                        timeline.plan("plan-" + i);
                    }
                    timeline.term(random).add(type, state, atMs(type, tickMs, random));
                }
            }
        }
        return timeline;
    }

    /** A plan may hold later than its tick, and what time caused was due before it. */
    private static long atMs(String type, long tickMs, Random random) {
        return switch (type) {
            case "PLAN_CHANGED" -> tickMs + random.nextInt(2) * random.nextInt(200);
            case "EXPIRING" -> tickMs - random.nextInt(2) * random.nextInt(100);
            default -> tickMs;
        };
    }

    private static Optional<LicenseThen> replay(List<TimelineEvent> timeline, long atMs) {
        var counting = timeline.stream()
                .filter(event -> event.atMs() <= atMs && event.refusal().isEmpty())
                .sorted(Comparator.comparingLong(TimelineEvent::version))
                .toList();
        LicenseThen license = null;
        for (TimelineEvent event : counting) {
            license = after(license, event);
        }
        return Optional.ofNullable(license);
    }

    private static @Nullable LicenseThen after(@Nullable LicenseThen license, TimelineEvent event) {
        if (license == null && !event.type().equals("ISSUED")) {
            return null;
        }
        boolean planned = license == null || event.type().equals("PLAN_CHANGED");
        boolean held = license != null && license.quarantined();
        if (event.type().equals("QUARANTINED") || event.type().equals("RELEASED")) {
            held = event.type().equals("QUARANTINED");
        }
        Long graceUntilMs = event.graceUntilMs();
        if (Optional.ofNullable(graceUntilMs).equals(Optional.ofNullable(event.expiresAtMs()))) {
            graceUntilMs = null;
        }
        return new LicenseThen(
                event.license(),
                event.state(),
                event.product(),
                planned || license == null ? event.plan() : license.plan(),
                event.customer(),
                event.version(),
                event.startsAtMs(),
                event.startedAtMs(),
                event.expiresAtMs(),
                graceUntilMs,
                event.trial(),
                event.renews(),
                held,
                event);
    }

    private static Optional<LicenseThen> at(TermTimeline timeline, long atMs) {
        return fold(timeline.events(), atMs);
    }

    private static Optional<LicenseThen> fold(List<TimelineEvent> events, long atMs) {
        var fold = new LicenseFold(atMs);
        events.forEach(fold::add);
        return fold.then();
    }
}
