package io.tallyport.port.explain;

import static io.tallyport.port.explain.SeatTimeline.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.readmodel.LicenseTerm;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What feeds the meters of seats. */
class SeatFeedsTest {

    private static final String ASSIGNED = "seats.assigned";
    private static final String HELD = "seats.held";
    private static final long JANUARY = at("2026-01-01T00:00:00Z");
    private static final long FEBRUARY = at("2026-02-01T00:00:00Z");
    private static final LicenseTerm UTC = SeatTimeline.term("", null, Long.MAX_VALUE);

    private final SeatTimeline timeline = new SeatTimeline();

    @Test
    void anAssignmentAndEachDayThatBeginsWithItFeedBothMeters() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"))
                .refused("eve", at("2026-01-10T10:00:00Z"))
                .assigned("ada", at("2026-01-11T09:00:00Z"))
                .released("kim", at("2026-01-12T09:00:00Z"));
        long now = at("2026-01-13T12:00:00Z");
        assertEquals(
                List.of(
                        "SEAT_ASSIGNED 2026-01-10T09:00:00Z 1",
                        "DAY 2026-01-11T00:00:00Z 1",
                        "SEAT_ASSIGNED 2026-01-11T09:00:00Z 2",
                        "DAY 2026-01-12T00:00:00Z 2",
                        "DAY 2026-01-13T00:00:00Z 1"),
                said(ASSIGNED, UTC, now));
        assertEquals(
                List.of(
                        "SEAT_ASSIGNED 2026-01-10T09:00:00Z 1",
                        "DAY 2026-01-11T00:00:00Z 1",
                        "SEAT_ASSIGNED 2026-01-11T09:00:00Z 1",
                        "DAY 2026-01-12T00:00:00Z 2",
                        "DAY 2026-01-13T00:00:00Z 1"),
                said(HELD, UTC, now));
    }

    @Test
    void whoComesAndGoesOnADayHasItOnce() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"))
                .released("kim", at("2026-01-10T10:00:00Z"))
                .assigned("kim", at("2026-01-10T11:00:00Z"))
                .released("kim", at("2026-01-11T00:00:00Z"))
                .assigned("kim", at("2026-01-11T01:00:00Z"))
                .released("kim", at("2026-01-11T02:00:00Z"))
                .assigned("kim", at("2026-01-14T01:00:00Z"));
        // What happens when a day begins happens after it has begun.
        assertEquals(
                List.of(
                        "SEAT_ASSIGNED 2026-01-10T09:00:00Z 1",
                        "DAY 2026-01-11T00:00:00Z 1",
                        "SEAT_ASSIGNED 2026-01-14T01:00:00Z 1"),
                said(HELD, UTC, at("2026-01-14T12:00:00Z")));
    }

    @Test
    void anAnswerThatStandsThereAgainFeedsNothing() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"))
                .released("kim", at("2026-01-10T10:00:00Z"))
                .again(0)
                .assigned("ada", at("2026-01-11T09:00:00Z"))
                .again(1);
        assertEquals(
                List.of("SEAT_ASSIGNED 2026-01-10T09:00:00Z 1", "SEAT_ASSIGNED 2026-01-11T09:00:00Z 1"),
                said(ASSIGNED, UTC, at("2026-01-11T12:00:00Z")));
    }

    /** As statements have it: what was fed before another plan came is of the part before, at the same instant too. */
    @Test
    void whatWasFedAtTheInstantOfAnotherPlanIsOfThePartInWhichItWasFed() {
        long noon = at("2026-01-10T12:00:00Z");
        timeline.assigned("kim", noon).plan("pro", noon).assigned("ada", noon);
        assertEquals(
                List.of(at("2026-01-01T00:00:00Z"), noon, noon),
                SeatFeeds.of(question(ASSIGNED, JANUARY, FEBRUARY), UTC, timeline.events, noon).stream()
                        .map(SeatFeed::partFromMs)
                        .toList());
    }

    /** A period that begins within a day carries the seats into itself; the seat-days of the day stay where it began. */
    @Test
    void aPeriodThatBeginsWithinADayIsFedWithWhatIsAssigned() {
        timeline.assigned("kim", at("2026-01-09T09:00:00Z"));
        var term = SeatTimeline.term("", at("2025-12-10T06:00:00Z"), Long.MAX_VALUE);
        long from = at("2026-01-10T06:00:00Z");
        long now = at("2026-01-11T12:00:00Z");
        assertEquals(
                List.of("MONTH 2026-01-10T06:00:00Z 1", "DAY 2026-01-11T00:00:00Z 1"),
                said(question(ASSIGNED, from, at("2026-02-10T06:00:00Z")), term, now));
        assertEquals(
                List.of("DAY 2026-01-11T00:00:00Z 1"),
                said(question(HELD, from, at("2026-02-10T06:00:00Z")), term, now));
        assertEquals(
                List.of("SEAT_ASSIGNED 2026-01-09T09:00:00Z 1", "DAY 2026-01-10T00:00:00Z 1"),
                said(question(HELD, at("2025-12-10T06:00:00Z"), from), term, now));
    }

    @Test
    void anotherPlanIsFedWithWhatIsAssignedUnlessNobodyHasASeat() {
        timeline.plan("pro", at("2026-01-09T09:00:00Z"))
                .assigned("kim", at("2026-01-10T09:00:00Z"))
                .plan("basic", at("2026-01-10T10:00:00.001Z"));
        long now = at("2026-01-10T12:00:00Z");
        assertEquals(
                List.of("SEAT_ASSIGNED 2026-01-10T09:00:00Z 1", "PLAN_CHANGED 2026-01-10T10:00:00.001Z 1"),
                said(ASSIGNED, UTC, now));
        assertEquals(List.of("SEAT_ASSIGNED 2026-01-10T09:00:00Z 1"), said(HELD, UTC, now));
    }

    /** The last instant of a license is in it: of one that expires when a day begins, that day is not. */
    @Test
    void nothingIsFedBehindTheEnd() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"));
        long now = at("2026-01-20T00:00:00Z");
        long midnight = at("2026-01-11T00:00:00Z");
        assertEquals(
                1, said(HELD, SeatTimeline.term("", null, midnight - 1), now).size());
        assertEquals(2, said(HELD, SeatTimeline.term("", null, midnight), now).size());
    }

    /** As when its day begins: all have one, and those of whom the day was counted have had their seat-day. */
    @Test
    void aLicenseThatComesBackIsCountedFromThenOnAndNotForTheTimeBetween() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"))
                .assigned("ada", at("2026-01-10T10:00:00Z"))
                .state("EXPIRED", "EXPIRED", at("2026-01-12T00:00:00Z"))
                .state("QUARANTINED", "EXPIRED", at("2026-01-13T09:00:00Z"))
                .state("RENEWED", "ACTIVE", at("2026-01-15T09:00:00Z"))
                .state("REVOKED", "REVOKED", at("2026-01-15T10:00:00Z"))
                .state("REINSTATED", "SUSPENDED", at("2026-01-15T11:00:00Z"))
                .released("kim", at("2026-01-15T12:00:00Z"));
        long now = at("2026-01-16T12:00:00Z");
        assertEquals(
                List.of(
                        "SEAT_ASSIGNED 2026-01-10T09:00:00Z 1",
                        "SEAT_ASSIGNED 2026-01-10T10:00:00Z 2",
                        "DAY 2026-01-11T00:00:00Z 2",
                        "CAME_BACK 2026-01-15T09:00:00Z 2",
                        "CAME_BACK 2026-01-15T11:00:00Z 2",
                        "DAY 2026-01-16T00:00:00Z 1"),
                said(ASSIGNED, UTC, now));
        assertEquals(
                List.of(
                        "SEAT_ASSIGNED 2026-01-10T09:00:00Z 1",
                        "SEAT_ASSIGNED 2026-01-10T10:00:00Z 1",
                        "DAY 2026-01-11T00:00:00Z 2",
                        "CAME_BACK 2026-01-15T09:00:00Z 2",
                        "DAY 2026-01-16T00:00:00Z 1"),
                said(HELD, UTC, now));
    }

    @Test
    void aLicenseThatComesBackWithoutMembersFeedsNothing() {
        timeline.assigned("kim", at("2026-01-10T09:00:00Z"))
                .released("kim", at("2026-01-10T10:00:00Z"))
                .state("REVOKED", "REVOKED", at("2026-01-11T10:00:00Z"))
                .state("REINSTATED", "ACTIVE", at("2026-01-12T10:00:00Z"));
        assertEquals(List.of("SEAT_ASSIGNED 2026-01-10T09:00:00Z 1"), said(HELD, UTC, at("2026-01-14T00:00:00Z")));
        assertEquals(List.of("SEAT_ASSIGNED 2026-01-10T09:00:00Z 1"), said(ASSIGNED, UTC, at("2026-01-14T00:00:00Z")));
    }

    /** Of intervals, without looking at feeds: who had a seat on which day, and how many there were at a time. */
    @ParameterizedTest
    @CsvSource({"1, ''", "2, ''", "3, Europe/Berlin", "4, Europe/Berlin", "5, America/Sao_Paulo", "6, Asia/Kolkata"})
    void feedsComeToWhatTheIntervalsSay(long seed, String zone) {
        var random = new Random(seed);
        var term = SeatTimeline.term(zone, null, Long.MAX_VALUE);
        var calendar = term.calendar();
        Map<Long, Set<String>> ofDay = new TreeMap<>();
        Map<Long, Integer> mostOfMonth = new TreeMap<>();
        Map<String, Long> since = new HashMap<>();
        long nowMs = JANUARY;
        mostOfMonth.put(calendar.fromMs(Window.MONTH, nowMs), 0);
        for (int i = 0; i < 300; i++) {
            long nextMs = nowMs + random.nextInt(3) * random.nextInt(60_000_000);
            passed(calendar, since.keySet(), nowMs, nextMs, ofDay, mostOfMonth);
            nowMs = nextMs;
            if (random.nextInt(12) == 0) {
                timeline.state("REVOKED", "REVOKED", nowMs);
                nowMs += random.nextInt(3) * random.nextInt(90_000_000);
                timeline.state("REINSTATED", "ACTIVE", nowMs);
                passed(calendar, since.keySet(), nowMs, nowMs, ofDay, mostOfMonth);
                continue;
            }
            String member = "m" + random.nextInt(5);
            if (since.containsKey(member)) {
                since.remove(member);
                timeline.released(member, nowMs);
            } else {
                since.put(member, nowMs);
                timeline.assigned(member, nowMs);
            }
            passed(calendar, since.keySet(), nowMs, nowMs, ofDay, mostOfMonth);
        }
        for (var month : mostOfMonth.entrySet()) {
            long toMs = calendar.toMs(Window.MONTH, month.getKey());
            var held = SeatFeeds.of(question(HELD, month.getKey(), toMs), term, timeline.events, nowMs);
            long seatDays = ofDay.entrySet().stream()
                    .filter(day -> day.getKey() >= month.getKey() && day.getKey() < toMs)
                    .mapToLong(day -> day.getValue().size())
                    .sum();
            assertEquals(seatDays, held.stream().mapToLong(SeatFeed::value).sum(), "seed " + seed);
            var assigned = SeatFeeds.of(question(ASSIGNED, month.getKey(), toMs), term, timeline.events, nowMs);
            assertEquals(
                    month.getValue(),
                    (int) assigned.stream().mapToLong(SeatFeed::value).max().orElse(0),
                    "seed " + seed);
        }
        assertTrue(mostOfMonth.size() > 2, mostOfMonth.toString());
    }

    /** Each day from one instant to another has who is there, if anybody, and each month as many. */
    private static void passed(
            UsageCalendar calendar,
            Set<String> there,
            long fromMs,
            long toMs,
            Map<Long, Set<String>> ofDay,
            Map<Long, Integer> mostOfMonth) {
        for (long day = calendar.fromMs(Window.DAY, fromMs); day <= toMs; day = calendar.toMs(Window.DAY, day)) {
            ofDay.computeIfAbsent(day, d -> new HashSet<>()).addAll(there);
            mostOfMonth.merge(calendar.fromMs(Window.MONTH, Math.max(day, fromMs)), there.size(), Math::max);
        }
    }

    private List<String> said(String meter, LicenseTerm term, long nowMs) {
        return said(question(meter, JANUARY, FEBRUARY), term, nowMs);
    }

    private List<String> said(UsageQuestion question, LicenseTerm term, long nowMs) {
        return SeatFeeds.of(question, term, timeline.events, nowMs).stream()
                .map(SeatFeed::toString)
                .toList();
    }

    private static UsageQuestion question(String meter, long fromMs, long toMs) {
        return new UsageQuestion("L", meter, fromMs, toMs, "", null, 20);
    }
}
