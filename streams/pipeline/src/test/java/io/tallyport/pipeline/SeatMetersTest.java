package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.license.Seats;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageStatementV1;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Named seats: who gets one, and what their two meters say of it whether or not anything happens. */
class SeatMetersTest {

    private static final String ASSIGNED = "seats.assigned";
    private static final String HELD = "seats.held";
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-01-11T00:00:00Z");

    @TempDir
    Path folder;

    private int commands;

    @Test
    void aMemberWhoIsAssignedAndReleasedTwiceOnADayIsOneSeatDay() {
        try (var h = started()) {
            for (int i = 0; i < 2; i++) {
                assign(h, "kim");
                release(h, "kim");
            }
            assertEquals("1", h.reading("lic-1", HELD, "DAY", MIDNIGHT.minus(DAY)));
            assertEquals("1", h.reading("lic-1", ASSIGNED, "DAY", MIDNIGHT.minus(DAY)));
            passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            assertEquals("", h.reading("lic-1", HELD, "DAY", MIDNIGHT), "nobody has a seat");
            assign(h, "kim");
            assertEquals("2", h.reading("lic-1", HELD, "MONTH", JANUARY));
        }
    }

    @Test
    void seatsGoOnOverDaysAndMonthsThoughNothingComes() {
        try (var h = started()) {
            assign(h, "kim");
            assign(h, "lee");
            release(h, "lee");
            passTo(h, MIDNIGHT, FEBRUARY.plus(DAY.multipliedBy(40)));
            // Two on the tenth, kim on the 21 days after it; in February kim alone.
            assertEquals("23", h.reading("lic-1", HELD, "MONTH", JANUARY));
            assertEquals("28", h.reading("lic-1", HELD, "MONTH", FEBRUARY));
            assertEquals("2", h.reading("lic-1", ASSIGNED, "MONTH", JANUARY));
            assertEquals("1", h.reading("lic-1", ASSIGNED, "MONTH", FEBRUARY));
            assertEquals(
                    List.of("2", "23", "1", "28"),
                    lines(h, line -> line.getMeter().startsWith("seats.")).stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
        }
    }

    @Test
    void eachRefusalHasItsReason() {
        try (var h = started()) {
            seat(h, LicenseCommandKind.SEAT_ASSIGN, "nobody", "kim");
            assertEquals("LICENSE_UNKNOWN license", answer(h));
            assign(h, " kim");
            assertEquals("MEMBER_INVALID member", answer(h));
            assign(h, "");
            assertEquals("MEMBER_INVALID member", answer(h));
            release(h, "kim");
            assertEquals("SEAT_NOT_HELD member", answer(h));
            for (String member : List.of("kim", "lee", "max")) {
                assign(h, member);
                assertEquals("SEAT_ASSIGNED " + member, answer(h));
            }
            assign(h, "kim");
            assertEquals("SEAT_HELD member", answer(h));
            assign(h, "nia");
            assertEquals("SEATS_TAKEN plan", answer(h));
            changePlan(h, "none");
            assign(h, "nia");
            assertEquals("SEATS_NOT_IN_PLAN plan", answer(h));
            release(h, "kim");
            assertEquals("SEAT_RELEASED kim", answer(h));
            changePlan(h, "starter");
            h.command(LicenseCommandKind.SUSPEND, "lic-1");
            assign(h, "nia");
            assertEquals("WRONG_STATE kind", answer(h));
            release(h, "lee");
            assertEquals("SEAT_RELEASED lee", answer(h));
        }
    }

    @Test
    void aRepeatedCommandIsAnsweredTheSameAndCountsOnce() {
        try (var h = started()) {
            for (int i = 0; i < 2; i++) {
                commands = 0;
                assign(h, "kim");
                assertEquals("SEAT_ASSIGNED kim", answer(h));
            }
            assertEquals("1", h.reading("lic-1", HELD, "MONTH", JANUARY));
        }
    }

    @Test
    void nothingIsCountedFromTheEndOfALicenseOn() {
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of()));
            h.command(LicenseCommandKind.ISSUE, "lic-1", "issue", MIDNIGHT.plus(DAY.multipliedBy(2)));
            assign(h, "kim");
            passTo(h, MIDNIGHT.plus(DAY.multipliedBy(9)), FEBRUARY.plus(DAY.multipliedBy(40)));
            // The tenth, the eleventh and the twelfth, though the clock leapt over their ends.
            assertEquals("3", h.reading("lic-1", HELD, "MONTH", JANUARY));
            assertEquals("", h.reading("lic-1", HELD, "MONTH", FEBRUARY));
        }
    }

    @Test
    void aDayHasRoomForSoManyMembersAndTheNextOneForOthers() {
        try (var h = started()) {
            for (int i = 0; i < Seats.MOST_A_DAY; i++) {
                assign(h, "m" + i);
                release(h, "m" + i);
            }
            assign(h, "one-more");
            assertEquals("TOO_MANY_MEMBERS member", answer(h));
            assign(h, "m7");
            assertEquals("SEAT_ASSIGNED m7", answer(h));
            assertEquals("2000", h.reading("lic-1", HELD, "DAY", MIDNIGHT.minus(DAY)));
            passTo(h, MIDNIGHT, MIDNIGHT);
            assign(h, "one-more");
            assertEquals("SEAT_ASSIGNED one-more", answer(h));
            assertEquals("2", h.reading("lic-1", HELD, "DAY", MIDNIGHT));
        }
    }

    @Test
    void nothingIsCountedOfALicenseThatWasRevoked() {
        try (var h = started()) {
            assign(h, "kim");
            passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            h.command(LicenseCommandKind.REVOKE, "lic-1");
            passTo(h, MIDNIGHT.plus(DAY.multipliedBy(2)), FEBRUARY.plus(DAY.multipliedBy(40)));
            assertEquals("3", h.reading("lic-1", HELD, "MONTH", JANUARY));
            assertEquals("", h.reading("lic-1", HELD, "MONTH", FEBRUARY));
            release(h, "kim");
            assertEquals("WRONG_STATE kind", answer(h));
        }
    }

    @Test
    void seatsAreCountedWhateverPlansSayLater() {
        try (var h = started()) {
            assign(h, "kim");
            h.catalog(2, TestCatalogs.quick(5));
            passTo(h, MIDNIGHT, FEBRUARY.plus(DAY.multipliedBy(2)));
            assertEquals("22", h.reading("lic-1", HELD, "MONTH", JANUARY));
            assertEquals(
                    List.of("1", "22"),
                    lines(h, line -> line.getMeter().startsWith("seats.") && line.getFromMs() == JANUARY.toEpochMilli())
                            .stream()
                            .map(StatementLineV1::getQuantity)
                            .toList());
        }
    }

    @Test
    void aLimitOnSeatsIsFoundWhenADayBegins() {
        var quota = Map.<String, Object>of(
                "meter", HELD, "limit", 3, "per", "MONTH", "kind", "SOFT", "thresholds", List.of(100));
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog(List.of(quota)));
            h.issue("lic-1");
            assign(h, "kim");
            passTo(h, MIDNIGHT, MIDNIGHT.plus(DAY));
            var alerts = h.read(TopicCatalog.QUOTA_ALERTS);
            assertEquals(1, alerts.size(), alerts.toString());
            passTo(h, MIDNIGHT.plus(DAY), MIDNIGHT.plus(DAY.multipliedBy(2)));
            assertEquals(2, h.read(TopicCatalog.QUOTA_ALERTS).size(), "the fourth is past the limit");
        }
    }

    /** Days, months and parts of months against who had a seat from when to when. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAndStatementsSayWhoHadASeat(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String zone = random.nextBoolean() ? "America/New_York" : "";
        Instant anchor = random.nextBoolean() ? Instant.parse("2026-01-05T06:30:00Z") : null;
        var calendar = UsageCalendar.of(zone, anchor == null ? UsageCalendar.NO_ANCHOR : anchor.toEpochMilli());
        var model = new SeatModel(calendar);
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, catalog(List.of()));
            h.issueIn(zone, anchor, "lic-1");
            Instant now = Harness.START;
            for (int step = 0; step < 300; step++) {
                now = now.plusSeconds(1 + random.nextInt(random.nextInt(20) == 0 ? 400_000 : 20_000));
                h.tick(now);
                if (random.nextBoolean()) {
                    h.slice();
                }
                String member = "m" + random.nextInt(5);
                if (random.nextInt(20) == 0) {
                    changePlan(h, random.nextBoolean() ? "pro" : "starter");
                    model.parted(now.toEpochMilli());
                } else if (random.nextBoolean()) {
                    assign(h, member);
                } else {
                    release(h, member);
                }
                model.take(last(h));
            }
            Instant end = now.plus(DAY.multipliedBy(70));
            passTo(h, now, end);
            model.end(end.toEpochMilli());
            String why = "seed " + seed + ", " + calendar;
            int said = 0;
            for (MeterReadingV1 is : readings(h).values()) {
                if (is.getToMs() < end.toEpochMilli()) {
                    said++;
                    String of = why + ": " + is.getMeter() + " " + is.getWindow() + " "
                            + Instant.ofEpochMilli(is.getFromMs());
                    long expected = is.getMeter().equals(HELD)
                            ? model.held(is.getFromMs(), is.getToMs())
                            : model.most(is.getFromMs(), is.getToMs());
                    assertEquals(expected, Long.parseLong(is.getValue()), of);
                }
            }
            assertTrue(said > 50, why);
            var stated = new TreeMap<String, BigDecimal>();
            for (StatementLineV1 line : lines(h, one -> one.getMeter().startsWith("seats."))) {
                assertEquals("USAGE", line.getKind(), why);
                long expected = line.getMeter().equals(HELD)
                        ? model.held(line.getFromMs(), line.getToMs())
                        : model.most(line.getFromMs(), line.getToMs());
                assertEquals(
                        expected,
                        Long.parseLong(line.getQuantity()),
                        why + ": line of " + line.getMeter() + " from " + Instant.ofEpochMilli(line.getFromMs()));
                if (line.getMeter().equals(HELD)) {
                    stated.merge(
                            "" + calendar.fromMs(Window.MONTH, line.getFromMs()),
                            new BigDecimal(line.getQuantity()),
                            BigDecimal::add);
                }
            }
            assertTrue(stated.size() > 2, why);
            stated.forEach((month, sum) -> assertEquals(
                    model.held(Long.parseLong(month), calendar.toMs(Window.MONTH, Long.parseLong(month))),
                    sum.longValueExact(),
                    why + ": all parts from " + month));
        }
    }

    private Harness started() {
        var h = new Harness(folder);
        h.catalog(1, catalog(List.of()));
        h.issue("lic-1");
        return h;
    }

    private void assign(Harness h, String member) {
        seat(h, LicenseCommandKind.SEAT_ASSIGN, "lic-1", member);
    }

    private void release(Harness h, String member) {
        seat(h, LicenseCommandKind.SEAT_RELEASE, "lic-1", member);
    }

    private void seat(Harness h, LicenseCommandKind kind, String license, String member) {
        send(
                h,
                LicenseCommandV1.newBuilder()
                        .setKind(kind)
                        .setLicense(license)
                        .setAttributes(Map.of("member", member)));
    }

    private void changePlan(Harness h, String plan) {
        send(
                h,
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.CHANGE_PLAN)
                        .setLicense("lic-1")
                        .setPlan(plan));
    }

    private void send(Harness h, LicenseCommandV1.Builder command) {
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                command.getLicense(),
                command.setCommandId("seat-" + commands++)
                        .setAuthor("tester")
                        .setReason("test")
                        .build());
    }

    private static LicenseEventV1 last(Harness h) {
        var events = h.read(TopicCatalog.LICENSE_EVENTS);
        return events.get(events.size() - 1);
    }

    /** The last answer: its refusal and field, or its type and member. */
    private static String answer(Harness h) {
        LicenseEventV1 event = last(h);
        return event.getRefusal().isEmpty()
                ? event.getType() + " " + event.getAttributes().get("member")
                : event.getRefusal() + " " + event.getField();
    }

    /** Lets days pass, one by one. */
    private static void passTo(Harness h, Instant from, Instant to) {
        for (Instant now = from; now.isBefore(to); now = now.plus(DAY)) {
            h.tick(now);
            h.slice();
        }
        h.tick(to);
        h.slice();
    }

    /** The latest of each meter of seats and window. */
    private static Map<String, MeterReadingV1> readings(Harness h) {
        var latest = new TreeMap<String, MeterReadingV1>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                if (value.getMeter().startsWith("seats.")) {
                    latest.put(value.getMeter() + " " + value.getWindow() + " " + value.getFromMs(), value);
                }
            }
        });
        return latest;
    }

    private static List<StatementLineV1> lines(Harness h, Predicate<StatementLineV1> wanted) {
        return h.read(TopicCatalog.USAGE_STATEMENTS).stream()
                .map(UsageStatementV1::getLines)
                .flatMap(List::stream)
                .filter(wanted)
                .toList();
    }

    private static Map<String, Object> catalog(List<? extends Map<String, ?>> quotas) {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme")),
                "plans",
                List.of(plan("starter", 3, quotas), plan("pro", 4, quotas), plan("none", null, List.of())));
    }

    private static Map<String, Object> plan(String id, @Nullable Integer seats, List<? extends Map<String, ?>> quotas) {
        return seats == null
                ? Map.of("id", id, "product", "acme")
                : Map.of("id", id, "product", "acme", "seats", seats, "quotas", quotas);
    }
}
