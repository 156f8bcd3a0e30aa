package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The groups of meters: what is read back is what was there, with and without room for it on the heap. */
class GroupUsageTest {

    private static final long START_MS = Instant.parse("2026-01-10T12:00:00Z").toEpochMilli();
    private static final long HOUR_MS = 3_600_000L;
    private static final long DAY_MS = 24 * HOUR_MS;

    private final KeyValueStore<Bytes, byte[]> store = OpenedStore.inMemory();

    @ParameterizedTest
    @ValueSource(longs = {0, 20_000, Long.MAX_VALUE})
    void whatIsReadBackIsWhatWasThere(long budgetBytes) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var groups = new GroupUsage(store, budgetBytes);
        var expected = new HashMap<GroupUsage.Key, MeterUsage>();
        for (int step = 0; step < 3_000; step++) {
            long nowMs = START_MS + step * DAY_MS / 50;
            long timeMs = nowMs - random.nextInt(10) * DAY_MS;
            Aggregation aggregation = Aggregation.values()[random.nextInt(Aggregation.values().length)];
            var more = Contributions.of(aggregation, BigDecimal.valueOf(random.nextInt(400), 2), timeMs);
            String license = "lic-" + random.nextInt(3);
            for (String cell : cells(random)) {
                var key = key(license, aggregation.name(), timeMs, cell);
                MeterUsage before = groups.find(key);
                assertEquals(expected.get(key), before, "seed " + seed + " step " + step);
                MeterUsage next = (before == null ? MeterUsage.none(aggregation) : before)
                        .addToGroup(timeMs, more, UsageCalendar.UTC, nowMs);
                groups.replace(key, next, nowMs);
                expected.put(key, next);
            }
            var month = key(license, aggregation.name(), timeMs, "").month();
            var cells = expected.keySet().stream()
                    .filter(key -> key.month().equals(month))
                    .map(GroupUsage.Key::group)
                    .collect(Collectors.toSet());
            assertEquals(cells, groups.cells(month), "seed " + seed + " step " + step);
            assertEquals(cells.stream().anyMatch(Subjects::isOne), groups.hasSubjects(month), "seed " + seed);
            if (random.nextInt(9) == 0) {
                groups.flush();
                assertTrue(groups.bytes() <= budgetBytes, "seed " + seed);
            }
            if (random.nextInt(200) == 0) {
                groups.flush();
                groups = new GroupUsage(store, budgetBytes);
            }
        }
    }

    /** A group; or a subject with those above it; or what is of none. */
    private static List<String> cells(Random random) {
        int what = random.nextInt(8);
        var path = List.of("a", "b/", "c\\", "d" + random.nextInt(2)).subList(0, random.nextInt(5));
        return what < 4 ? List.of("g" + what) : Objects.requireNonNull(Subjects.cells(path));
    }

    @Test
    void whatACommitChangedIsSaidOnceWithWhatWasBefore() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        var key = key("lic-1", "m", START_MS, "g");
        MeterUsage first = one(MeterUsage.none(Aggregation.SUM));
        groups.replace(key, first, START_MS);
        assertEquals(1, groups.changed("lic-1").size());
        assertNull(groups.changed("lic-1").get(0).before());
        groups.flush();
        assertEquals(0, groups.changed("lic-1").size());
        groups.replace(key, one(first), START_MS);
        groups.replace(key, one(one(first)), START_MS);
        var change = groups.changed("lic-1").get(0);
        assertEquals(first, change.before());
        assertEquals(one(one(first)), change.now());
        assertEquals(0, groups.changed("lic-2").size());
    }

    @Test
    void aClockThatLeapsWithinACommitDeletesNothingThatIsStillToBeSaid() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        var old = key("lic-1", "m", START_MS, "g");
        groups.replace(old, one(MeterUsage.none(Aggregation.SUM)), START_MS);
        long later = START_MS + 100 * DAY_MS;
        groups.replace(key("lic-1", "m", later, "g"), one(MeterUsage.none(Aggregation.SUM)), later);
        assertEquals(2, groups.changed("lic-1").size());
        groups.flush();
        assertEquals(one(MeterUsage.none(Aggregation.SUM)), new GroupUsage(store, 0).find(old));
    }

    @Test
    void monthsThatNoEventCanReachLeaveNothingBehind() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        for (int month = 0; month < 30; month++) {
            long nowMs = START_MS + month * 31 * DAY_MS;
            for (int i = 0; i < 10; i++) {
                groups.replace(key("lic-1", "m", nowMs, "g" + i), one(MeterUsage.none(Aggregation.SUM)), nowMs);
                groups.replace(key("lic-1", "m", nowMs, "/s" + i), one(MeterUsage.none(Aggregation.SUM)), nowMs);
                groups.replace(key("lic-1", "m", nowMs, "/s" + i + "/t"), one(MeterUsage.none(Aggregation.SUM)), nowMs);
            }
            groups.replace(key("lic-1", "m", nowMs, "/"), one(MeterUsage.none(Aggregation.SUM)), nowMs);
            groups.flush();
        }
        var months = new HashSet<String>();
        int[] stored = {0};
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                stored[0]++;
                String name = entry.key.toString();
                months.add(name.replaceAll(".*m\\\\x00([0-9a-f]+).*", "$1"));
            });
        }
        // This month and the fourteen or fifteen before it, each with its names by level and their number; and the list
        // of
        // months.
        assertTrue(stored[0] <= 16 * (11 + 21 + 11 + 1) + 1, stored[0] + " values");
        assertTrue(months.size() <= 17, months::toString);
    }

    @Test
    void aMonthHasRoomForSoManyAlsoWhenItIsReadBack() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        for (int i = 0; i < GroupUsage.MOST; i++) {
            var key = key("lic-1", "m", START_MS, "g" + i);
            assertTrue(groups.hasRoom(key));
            groups.replace(key, one(MeterUsage.none(Aggregation.SUM)), START_MS);
        }
        groups.flush();
        for (var now : Set.of(groups, new GroupUsage(store, 0))) {
            assertFalse(now.hasRoom(key("lic-1", "m", START_MS, "more")));
            assertTrue(now.hasRoom(key("lic-1", "m", START_MS, "g7")));
            assertTrue(now.hasRoom(key("lic-1", "m", START_MS + 40 * DAY_MS, "more")));
            assertTrue(now.hasRoom(key("lic-2", "m", START_MS, "more")));
        }
    }

    /** Of minutes too, in whatever aggregation; and no hour that an event can reach is lost, none else is kept. */
    @ParameterizedTest
    @ValueSource(longs = {0, 20_000, Long.MAX_VALUE})
    void minutesAreReadBackAsTheyWereForAsLongAsAnEventCanReachThem(long budgetBytes) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var groups = new GroupUsage(store, budgetBytes);
        var expected = new HashMap<GroupUsage.Key, MeterUsage>();
        long nowMs = START_MS;
        for (int step = 0; step < 3_000; step++) {
            nowMs += random.nextInt(6_000_000);
            long timeMs = nowMs - (random.nextInt(4) == 0 ? random.nextInt(35 * 24) * HOUR_MS : random.nextInt(60_000));
            Aggregation aggregation = Aggregation.values()[random.nextInt(Aggregation.values().length)];
            var key = hour("lic-" + random.nextInt(2), aggregation.name(), timeMs);
            MeterUsage before = groups.find(key);
            assertEquals(expected.get(key), before, "seed " + seed + " step " + step);
            MeterUsage next = (before == null ? MeterUsage.none(aggregation) : before)
                    .addToMinute(
                            Window.MINUTE.fromMs(timeMs),
                            Contributions.of(aggregation, BigDecimal.valueOf(random.nextInt(400), 2), timeMs));
            groups.replace(key, next, nowMs);
            expected.put(key, next);
            if (random.nextInt(9) == 0) {
                groups.flush();
                assertTrue(groups.bytes() <= budgetBytes, "seed " + seed);
            }
            if (random.nextInt(200) == 0) {
                groups.flush();
                groups = new GroupUsage(store, budgetBytes);
            }
        }
        groups.flush();
        for (var entry : expected.entrySet()) {
            var month = entry.getKey().month();
            var hours = groups.hours(month.license(), GroupUsage.seriesOf(month.series()));
            boolean isReachable = month.fromMs() >= nowMs - 35 * DAY_MS;
            assertTrue(!isReachable || hours.contains(month.fromMs()), "seed " + seed);
            // Those that one beside them could still delete: the next hour of a meter comes within some days.
            boolean isPast = month.fromMs() < nowMs - 40 * DAY_MS;
            assertTrue(!isPast || !hours.contains(month.fromMs()), "seed " + seed);
            MeterUsage kept = new GroupUsage(store, 0).find(entry.getKey());
            assertEquals(hours.contains(month.fromMs()) ? entry.getValue() : null, kept, "seed " + seed);
        }
    }

    @Test
    void minutesOfAnHourAreOneSmallValueAndItsNameIsNotStoredBeside() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        var key = hour("lic-1", "m", START_MS);
        MeterUsage usage = MeterUsage.none(Aggregation.SUM);
        for (int minute = 0; minute < 60; minute++) {
            usage = usage.addToMinute(START_MS + minute * 60_000L, Contributions.sum(BigDecimal.valueOf(minute, 2)));
        }
        groups.replace(key, usage, START_MS);
        groups.flush();
        int[] values = {0};
        int[] bytes = {0};
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                values[0]++;
                bytes[0] += entry.value.length;
            });
        }
        assertEquals(2, values[0], "the cell, and which hours there are");
        assertTrue(bytes[0] < 600, bytes[0] + " bytes");
    }

    /** What docs/architecture.md says of a minute, and what the budget of the heap reckons with. */
    @Test
    void aMinuteTakesAsMuchHeapAsTheDocsSay() {
        int hours = 2_000;
        var cells = new MeterUsage[hours];
        long before = LedgerHeapTest.used();
        for (int i = 0; i < hours; i++) {
            MeterUsage usage = MeterUsage.none(Aggregation.SUM);
            for (int minute = 0; minute < 60; minute++) {
                usage = usage.addToMinute(
                        START_MS + minute * 60_000L, Contributions.sum(BigDecimal.valueOf(1_000L * i + minute, 2)));
            }
            cells[i] = usage;
        }
        long each = (LedgerHeapTest.used() - before) / hours / 60;
        assertEquals(60_000L * 59 + START_MS, cells[hours - 1].minutes().latestFromMs());
        assertTrue(each > 130 * 8 / 10 && each < 130 * 12 / 10, "bytes: " + each);
    }

    private static GroupUsage.Key hour(String license, String series, long timeMs) {
        return new GroupUsage.Key(
                new GroupUsage.Month(
                        license, series + GroupUsage.MINUTES, UsageCalendar.UTC.fromMs(Window.HOUR, timeMs)),
                "");
    }

    /** Ten teams of 999: the ten names that are left go to whoever comes first, all of a path or nothing. */
    @Test
    void aMonthHasRoomForSoManySubjectsInAllAlsoWhenItIsReadBack() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        for (int i = 0; i < Subjects.MOST - 10; i++) {
            add(groups, "team-" + i % 10, "s" + i);
        }
        groups.flush();
        for (var now : Set.of(groups, new GroupUsage(store, 0))) {
            assertTrue(hasRoom(now, "team-1", "s1"));
            assertFalse(hasRoom(now, "team-1", "more"), "one level is full, or all are");
            assertFalse(hasRoom(now, "new"));
            assertTrue(hasRoom(now));
            assertTrue(now.hasRoom(key("lic-1", "m", START_MS + 40 * DAY_MS, "").month(), cells("new")));
        }
        try (var all = store.all()) {
            all.forEachRemaining(entry -> assertTrue(entry.value.length < 20_000, "names stand by level"));
        }
    }

    /** A path is let in as a whole: with room for one name, not one of two new ones. */
    @Test
    void aLevelHasRoomForSoMany() {
        var groups = new GroupUsage(store, Long.MAX_VALUE);
        for (int i = 0; i < Subjects.MOST_BELOW; i++) {
            assertTrue(hasRoom(groups, "team", "s" + i));
            add(groups, "team", "s" + i);
        }
        assertFalse(hasRoom(groups, "team", "more", "below"));
        assertTrue(hasRoom(groups, "team", "s3", "below"));
        assertTrue(hasRoom(groups, "other", "more"));
        for (int i = 0; i < Subjects.MOST - Subjects.MOST_BELOW - 2; i++) {
            add(groups, "team", "s" + i % 100, "t" + i);
        }
        assertTrue(hasRoom(groups, "other"));
        assertFalse(hasRoom(groups, "other", "more"));
    }

    private static void add(GroupUsage groups, String... path) {
        for (String cell : cells(path)) {
            groups.replace(key("lic-1", "m", START_MS, cell), one(MeterUsage.none(Aggregation.SUM)), START_MS);
        }
    }

    private static boolean hasRoom(GroupUsage groups, String... path) {
        return groups.hasRoom(key("lic-1", "m", START_MS, "").month(), cells(path));
    }

    private static List<String> cells(String... path) {
        return Objects.requireNonNull(Subjects.cells(List.of(path)));
    }

    private static MeterUsage one(MeterUsage before) {
        return before.addToGroup(START_MS, Contributions.sum(BigDecimal.ONE), UsageCalendar.UTC, START_MS);
    }

    private static GroupUsage.Key key(String license, String series, long timeMs, String group) {
        return new GroupUsage.Key(
                new GroupUsage.Month(license, series, UsageCalendar.UTC.fromMs(Window.MONTH, timeMs)), group);
    }
}
