package io.tallyport.domain.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Metering.Contribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each aggregation against plain collections, and the laws that make it safe to add up in any order and in parts. */
class AggregationLawsTest {

    private static final long DAY_MS = 86_400_000;
    private static final long NOW_MS = 20_500 * DAY_MS;

    private record Event(long timeMs, BigDecimal value) {}

    /** What a level comes to depends on the windows before: {@link LevelLawsTest}. */
    @ParameterizedTest
    @EnumSource(value = Aggregation.class, mode = EnumSource.Mode.EXCLUDE, names = "TIME_WEIGHTED")
    void aWindowHoldsWhatPlainCollectionsSayWhateverTheOrder(Aggregation aggregation) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        List<Event> events = events(random, 400);
        Meter meter = meter(aggregation);
        MeterUsage inOrder = usageOf(events, meter);
        for (Window window : meter.windows()) {
            for (long fromMs : starts(events, window)) {
                List<Event> held = events.stream()
                        .filter(e -> window.fromMs(e.timeMs()) == fromMs)
                        .toList();
                Total total = inOrder.series(window).at(fromMs);
                assertEquals(held.size(), total.events(), "seed " + seed);
                assertEquals(
                        plain(aggregation, held).toPlainString(),
                        total.reading(aggregation).toPlainString(),
                        "seed " + seed + ", " + window + " at " + fromMs);
            }
        }
        var shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        assertEquals(inOrder, usageOf(shuffled, meter), "seed " + seed);
    }

    /** What is taken out is as if it had never been; where that cannot be told, nobody pretends to know. */
    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void removingIsTheInverseOfMergingOrSaysThatItCannotTell(Aggregation aggregation) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int told = 0;
        for (int round = 0; round < 500; round++) {
            var events = new ArrayList<>(events(random, 1 + random.nextInt(6)));
            Event taken = events.get(random.nextInt(events.size()));
            Total all = totalOf(events, aggregation);
            events.remove(taken);
            Total rest = totalOf(events, aggregation);
            Total left = all.remove(aggregation, totalOf(List.of(taken), aggregation));
            String why = "seed " + seed + ", round " + round;
            if (left == null) {
                assertFalse(
                        aggregation.isAdditive()
                                || aggregation == Aggregation.AVG
                                || aggregation == Aggregation.TIME_WEIGHTED
                                || events.isEmpty(),
                        why);
                continue;
            }
            told++;
            assertEquals(rest.events(), left.events(), why);
            assertEquals(0, rest.value().compareTo(left.value()), why);
            assertEquals(rest.detail(), left.detail(), why);
        }
        assertTrue(told > 50, "seed " + seed);
        assertThrows(
                NotCountedException.class,
                () -> Total.ZERO.remove(aggregation, totalOf(events(random, 1), aggregation)));
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void totalsMergeInAnyPartsAndNothingIsTheIdentity(Aggregation aggregation) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Total a = totalOf(events(random, random.nextInt(5)), aggregation);
            Total b = totalOf(events(random, random.nextInt(5)), aggregation);
            Total c = totalOf(events(random, random.nextInt(5)), aggregation);
            String why = "seed " + seed + ", round " + round;
            assertEquals(
                    a.merge(aggregation, b).merge(aggregation, c),
                    a.merge(aggregation, b.merge(aggregation, c)),
                    why + ": associative");
            assertEquals(a.merge(aggregation, b), b.merge(aggregation, a), why + ": commutative");
            assertSame(a, a.merge(aggregation, Total.ZERO), why);
            assertSame(a, Total.ZERO.merge(aggregation, a), why);
        }
    }

    /** The minutes of an hour, put together, are the hour; in whatever order events came, and also after one is taken back. */
    @ParameterizedTest
    @EnumSource(value = Aggregation.class, mode = EnumSource.Mode.EXCLUDE, names = "TIME_WEIGHTED")
    void theMinutesOfAnHourComeToTheHour(Aggregation aggregation) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        long hourMs = Window.HOUR.fromMs(NOW_MS);
        Meter meter = meter(aggregation);
        var events = new ArrayList<Event>();
        for (int i = 0; i < 200; i++) {
            events.add(
                    new Event(hourMs + random.nextInt(3_600_000), BigDecimal.valueOf(random.nextInt(2_000) - 500, 2)));
        }
        MeterUsage minutes = minutesOf(events, meter);
        assertTrue(minutes.minutes().older().size() > 30, "seed " + seed);
        assertEquals(totalOf(events, aggregation), together(minutes, aggregation), "seed " + seed);
        assertEquals(WindowSeries.empty(Window.HOUR), minutes.hours(), "a cell of minutes holds nothing else");
        var shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        assertEquals(minutes, minutesOf(shuffled, meter), "seed " + seed);

        Event taken = events.remove(random.nextInt(events.size()));
        var at = new WindowStart(Window.MINUTE, Window.MINUTE.fromMs(taken.timeMs()));
        UsageRemoval removal = minutes.removeAt(at, contribution(meter, taken));
        if (removal.unclear().isEmpty()) {
            assertEquals(
                    totalOf(events, aggregation).reading(aggregation),
                    together(removal.left(), aggregation).reading(aggregation),
                    "seed " + seed);
        } else {
            assertEquals(List.of(at), removal.unclear(), "seed " + seed);
        }
        assertEquals(events.size(), together(removal.left(), aggregation).events(), "seed " + seed);
    }

    private static MeterUsage minutesOf(List<Event> events, Meter meter) {
        MeterUsage usage = MeterUsage.none(meter.aggregation());
        for (Event event : events) {
            usage = usage.addToMinute(Window.MINUTE.fromMs(event.timeMs()), contribution(meter, event));
        }
        return usage;
    }

    private static Total together(MeterUsage usage, Aggregation aggregation) {
        Total all = usage.minutes().latest();
        for (Total minute : usage.older(Window.MINUTE).values()) {
            all = all.merge(aggregation, minute);
        }
        return all;
    }

    @Test
    void aMeterKeepsTheWindowsThatItNamesAndNoOther() {
        var meter = new Meter(
                "m",
                1,
                "t",
                Aggregation.SUM,
                "v",
                List.of(),
                EnumSet.of(Window.MONTH),
                Duration.ZERO,
                "unit",
                Filter.ALL);
        MeterUsage usage = usageOf(events(new Random(1), 50), meter);
        assertEquals(WindowSeries.empty(Window.HOUR), usage.hours());
        assertEquals(WindowSeries.empty(Window.DAY), usage.days());
        assertTrue(usage.months().latest().events() > 0);
    }

    @Test
    void differentValuesAreExactWhileFewThenASketchAndARepeatMakesNothingNew() {
        Distinct all = Distinct.of(0L, PlainSketch.MAKER);
        for (long i = 1; i < Distinct.EXACT; i++) {
            all = all.merge(Distinct.of(i, PlainSketch.MAKER));
        }
        assertTrue(all.isExact());
        assertEquals(Distinct.EXACT, all.count());
        assertSame(all, all.merge(Distinct.of(7L, PlainSketch.MAKER)));
        Distinct more = all.merge(Distinct.of("one more", PlainSketch.MAKER));
        assertFalse(more.isExact());
        assertEquals(Distinct.EXACT + 1, more.count(), "the sketch of this test is exact");
        assertSame(more, more.merge(all));
        assertEquals(more, Distinct.of("one more", PlainSketch.MAKER).merge(all));
        assertEquals(Distinct.EXACT + 1, all.merge(more).count());
    }

    @Test
    void oneAndOnePointZeroAreOneValueAndTheTextIsAnother() {
        Distinct one = Distinct.of(1L, PlainSketch.MAKER);
        assertSame(one, one.merge(Distinct.of(new BigDecimal("1.00"), PlainSketch.MAKER)));
        assertEquals(2, one.merge(Distinct.of("1", PlainSketch.MAKER)).count());
        assertEquals(2, one.merge(Distinct.of(true, PlainSketch.MAKER)).count());
        assertEquals(
                1,
                Distinct.of(new BigDecimal("1E+2"), PlainSketch.MAKER)
                        .merge(Distinct.of(100L, PlainSketch.MAKER))
                        .count());
    }

    private static BigDecimal plain(Aggregation aggregation, List<Event> events) {
        var values = events.stream().map(Event::value).toList();
        return switch (aggregation) {
            case COUNT -> BigDecimal.valueOf(events.size());
            case SUM -> values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            case MIN -> Collections.min(values);
            case MAX -> Collections.max(values);
            case AVG -> {
                BigDecimal mean = values.stream()
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .divide(BigDecimal.valueOf(events.size()), 18, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
                yield mean.scale() < 0 ? mean.setScale(0) : mean;
            }
            case LATEST ->
                events.stream()
                        .max(Comparator.comparingLong(Event::timeMs).thenComparing(Event::value))
                        .orElseThrow()
                        .value();
            case UNIQUE_COUNT -> BigDecimal.valueOf(new HashSet<>(values).size());
            case TIME_WEIGHTED -> throw new IllegalArgumentException("a level needs the windows before");
        };
    }

    /** Some at one instant, some negative where that is allowed, none written in two ways. */
    private static List<Event> events(Random random, int count) {
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            long ageMs = random.nextInt(4) * DAY_MS * 9 + random.nextInt(50) * 60_000L;
            events.add(new Event(NOW_MS - ageMs, BigDecimal.valueOf(random.nextInt(2_000) - 500, 2)));
        }
        return events;
    }

    private static MeterUsage usageOf(List<Event> events, Meter meter) {
        MeterUsage usage = MeterUsage.none(meter.aggregation());
        for (Event event : events) {
            usage = usage.add(event.timeMs(), contribution(meter, event), UsageCalendar.UTC, NOW_MS);
        }
        return usage;
    }

    private static Total totalOf(List<Event> events, Aggregation aggregation) {
        Meter meter = meter(aggregation);
        Total total = Total.ZERO;
        for (Event event : events) {
            total = total.merge(aggregation, contribution(meter, event).total());
        }
        return total;
    }

    private static Contribution contribution(Meter meter, Event event) {
        return switch (meter.aggregation()) {
            case COUNT -> new Contribution(meter, BigDecimal.ONE, null);
            case LATEST -> new Contribution(meter, event.value(), new LatestAt(event.timeMs()));
            case UNIQUE_COUNT -> new Contribution(meter, BigDecimal.ONE, Distinct.of(event.value(), PlainSketch.MAKER));
            case TIME_WEIGHTED -> LevelLawsTest.change(meter, event.timeMs(), event.value());
            case SUM, MIN, MAX, AVG -> new Contribution(meter, event.value(), null);
        };
    }

    private static Meter meter(Aggregation aggregation) {
        Set<Window> windows =
                aggregation.hasHours() ? EnumSet.copyOf(Window.OF_LEDGERS) : EnumSet.of(Window.DAY, Window.MONTH);
        return new Meter("m", 1, "t", aggregation, "v", List.of(), windows, Duration.ZERO, "unit", Filter.ALL);
    }

    private static Set<Long> starts(List<Event> events, Window window) {
        return events.stream().map(e -> window.fromMs(e.timeMs())).collect(Collectors.toSet());
    }
}
