package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.pipeline.recount.TestWorker;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Corrections of what a backfill brought: sums, extremes and groups, in months past and in days that are still kept. */
class BackfillCorrectionsTest {

    private static final Instant NOW = Instant.parse("2026-11-03T10:00:00Z");
    private static final String JOB = "moved-in";
    private static final long HOUR_MS = 3_600_000;
    private static final long DAY_MS = 24 * HOUR_MS;

    @TempDir
    Path folder;

    private static final class One implements TestWorker.Known {
        private final UsageEventV1 event;
        private final long offset;
        private final TreeMap<Long, Boolean> story = new TreeMap<>();
        private boolean stands = true;

        One(UsageEventV1 event, long offset) {
            this.event = event;
            this.offset = offset;
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public UsageEventV1 event() {
            return event;
        }

        @Override
        public String topic() {
            return TopicCatalog.USAGE_BULK.name();
        }

        @Override
        public boolean stoodBefore(long end) {
            var last = story.lowerEntry(end);
            return last == null || last.getValue();
        }
    }

    /** A model of windows: an event is added to, and taken out of, those that are kept at that time. */
    private static final class Model {
        private final Map<String, List<One>> windows = new TreeMap<>();

        void change(One one, Instant now, boolean adds) {
            Instant at = Instant.ofEpochMilli(one.event.getTimeMs());
            for (Window window : Window.OF_LEDGERS) {
                long fromMs = window.fromMs(at.toEpochMilli());
                if (isKept(window, fromMs, now)) {
                    String name = window + " " + Instant.ofEpochMilli(fromMs) + " ";
                    change(name + "sum ", one, adds);
                    change(name + "peak ", one, adds);
                    if (window != Window.HOUR) {
                        change(name + "peak region=" + one.event.getData().get("region"), one, adds);
                    }
                }
            }
        }

        static boolean isKept(Window window, long fromMs, Instant now) {
            long keptMs = now.toEpochMilli() - 36 * DAY_MS;
            return switch (window) {
                case HOUR -> fromMs >= keptMs - HOUR_MS;
                case DAY -> fromMs >= keptMs - 27 * HOUR_MS;
                default -> true;
            };
        }

        /** What is kept no more stays as it was, and says so, where a recount of it was awaited still. */
        static boolean staysUnclear(String name, String reading, Instant now) {
            String[] window = name.split(" ");
            long fromMs = Instant.parse(window[1]).toEpochMilli();
            return reading.endsWith("recounting") && !isKept(Window.valueOf(window[0]), fromMs, now);
        }

        private void change(String name, One one, boolean adds) {
            var held = windows.computeIfAbsent(name, n -> new ArrayList<>());
            if (adds) {
                held.add(one);
            } else {
                held.remove(one);
            }
        }

        Map<String, String> values() {
            var values = new TreeMap<String, String>();
            windows.forEach((name, held) -> {
                BigDecimal value = BigDecimal.ZERO;
                for (One one : held) {
                    var size = new BigDecimal(String.valueOf(one.event.getData().get("size")));
                    value = name.contains(" sum ") ? value.add(size) : value.max(size);
                }
                values.put(name, value.stripTrailingZeros().toPlainString() + " of " + held.size());
            });
            return values;
        }
    }

    /** Whenever events and corrections come, each window that is kept is what the events that stand make it. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void windowsAreThoseOfTheEventsThatStandForAsLongAsTheyAreKept(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var model = new Model();
        var known = new ArrayList<One>();
        try (var h = started(stores)) {
            Instant now = NOW;
            int answered = 0;
            for (int i = 0; i < 400; i++) {
                if (random.nextInt(3) > 0 || known.isEmpty()) {
                    int most = random.nextBoolean() ? 45 : 350;
                    Instant at = now.minus(Duration.ofMinutes(random.nextInt(most * 1_440)));
                    var event = event(random, "e" + i, at).setJob(JOB).build();
                    var one = new One(event, h.bulk(UsageEventV1.newBuilder(event)));
                    known.add(one);
                    model.change(one, now, true);
                } else {
                    One one = known.get(random.nextInt(known.size()));
                    var record = one.stands
                            ? Corrections.voiding(one.event, one.offset, "c" + i)
                            : Corrections.restoring(one.event, one.offset, "c" + i);
                    record.getCorrection().setTopic(TopicCatalog.USAGE_BULK.name());
                    one.stands = !one.stands;
                    one.story.put(h.usage(record), one.stands);
                    model.change(one, now, one.stands);
                }
                if (random.nextInt(3) == 0) {
                    now = now.plus(Duration.ofMinutes(random.nextInt(200)));
                    h.tick(now);
                    h.slice();
                }
                if (random.nextInt(8) == 0) {
                    answered = answer(h, known, answered);
                }
            }
            for (int round = 0; round < 3; round++) {
                h.tick(now.plusSeconds(1 + round));
                h.slice();
                answered = answer(h, known, answered);
            }
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertTrue(answered > 20, "seed " + seed);
            var expected = model.values();
            var readings = BackfillTest.readings(h);
            for (String name : List.copyOf(expected.keySet())) {
                String reading = readings.getOrDefault(name, "");
                if (Model.staysUnclear(name, reading, now)) {
                    expected.put(name, reading);
                }
            }
            assertEquals(expected, readings, "seed " + seed);
        }
    }

    private static int answer(Harness h, List<One> known, int from) {
        var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
        requests.subList(from, requests.size())
                .forEach(request -> TestWorker.answers(h.registry, request, known)
                        .forEach(answer -> h.usage(UsageEventV1.newBuilder(answer))));
        return requests.size();
    }

    @Test
    void whatWasCountedLongAgoIsCorrectedNoMoreAndWhatTheTopicsMayHaveLostIsNotRecounted() {
        try (var h = started(StoreKind.OWN)) {
            Instant old = NOW.minus(Duration.ofDays(399));
            var small = event(new Random(1), "e1", old).setJob(JOB).build();
            small.getData().put("size", 1L);
            var large = event(new Random(2), "e2", old).setJob(JOB).build();
            large.getData().put("size", 100L);
            long first = h.bulk(UsageEventV1.newBuilder(small));
            long second = h.bulk(UsageEventV1.newBuilder(large));
            h.usage(voiding(large, second, "c1"));
            assertEquals(List.of("TOO_OLD_TO_CORRECT"), h.reasons(), "it is the peak, and its month began too early");
            h.usage(voiding(small, first, "c2"));
            assertEquals(1, h.verdicts(VerdictKind.CORRECTED), "without this one it is known what is left");
            var recent = event(new Random(3), "e3", NOW.minus(Duration.ofDays(100)))
                    .setJob(JOB)
                    .build();
            long third = h.bulk(UsageEventV1.newBuilder(recent));
            h.tick(NOW.plus(Duration.ofDays(35)));
            h.usage(voiding(recent, third, "c3"));
            assertEquals(2, h.verdicts(VerdictKind.CORRECTED));
            h.tick(NOW.plus(Duration.ofDays(38)));
            h.usage(voiding(large, second, "c4"));
            assertEquals(List.of("TOO_OLD_TO_CORRECT", "TOO_OLD_TO_CORRECT"), h.reasons());
            h.usage(Corrections.restoring(recent, third, "c5"));
            assertEquals("NOT_COUNTED", h.reasons().get(2), "its id is forgotten");
        }
    }

    @Test
    void whatTakesThePlaceOfAnEventOfAJobIsOfTheSameJobEvenWhenThatIsOver() {
        try (var h = started(StoreKind.OWN)) {
            var event = event(new Random(1), "e1", NOW.minus(Duration.ofDays(200)))
                    .setJob(JOB)
                    .build();
            h.bulk(UsageEventV1.newBuilder(event).setId("e0"));
            h.tick(NOW.plus(Backfill.RUNS));
            long offset = h.bulk(UsageEventV1.newBuilder(event));
            h.tick(NOW.plus(Backfill.RUNS).plusSeconds(1));
            var other = UsageEventV1.newBuilder(event).setId("e1~c1").setJob("").build();
            var amending = Corrections.amending(event, offset, other, "c1");
            amending.getCorrection().setTopic(TopicCatalog.USAGE_BULK.name());
            h.usage(amending);
            assertEquals(List.of("BACKFILL_NOT_BULK"), h.reasons());
            h.usage(amending.setJob(JOB));
            assertEquals(1, h.verdicts(VerdictKind.CORRECTED));
        }
    }

    private static UsageEventV1.Builder voiding(UsageEventV1 event, long offset, String command) {
        var record = Corrections.voiding(event, offset, command);
        record.getCorrection().setTopic(TopicCatalog.USAGE_BULK.name());
        return record;
    }

    private static UsageEventV1.Builder event(Random random, String id, Instant at) {
        var data = new HashMap<String, Object>();
        data.put("size", (long) random.nextInt(40));
        data.put("region", "r" + random.nextInt(3));
        return Harness.call("lic-1", id, at).setData(data);
    }

    private Harness started(StoreKind stores) {
        var harness = new Harness(folder, stores);
        harness.tick(NOW);
        harness.catalog(
                1,
                TestCatalogs.of(List.of(
                        Map.of("id", "sum", "eventType", "api.call", "aggregation", "SUM", "value", "size"),
                        Map.of(
                                "id", "peak",
                                "eventType", "api.call",
                                "aggregation", "MAX",
                                "value", "size",
                                "groups", List.of("region")))));
        harness.issue("lic-1");
        return harness;
    }
}
