package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.pipeline.recount.TestWorker;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Versions of meters that begin in the past. The law: once all is recounted, everything is as it would be if the later version had been there
 * from the start. So each run is made twice, with the repair somewhere in it and with the repaired catalog from its first record on.
 */
class RepairedMetersTest {

    private static final List<String> LICENSES = List.of("lic-1", "lic-2");
    private static final int STEPS = 180;
    private static final Map<String, String> CLASS =
            Map.of("name", "class", "cel", "data.size < 10 ? 'small' : 'large'");

    @TempDir
    Path folder;

    /** What a run comes to. */
    private record Outcome(
            Map<String, String> readings, Map<String, String> stated, Map<String, String> levels, int requests) {}

    /** A revision that brings the next version, and from when on that counts. */
    private record Repair(int step, Instant from) {}

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void aRepairedMeterIsAsIfItHadBeenRightFromTheStart(StoreKind stores) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        // Either within one month, or over the end of one: then mostly what is closed is repaired.
        boolean overTheEnd = random.nextBoolean();
        Duration step = Duration.ofMinutes(overTheEnd ? 250 : 47);
        int first = overTheEnd ? 100 + random.nextInt(60) : 30 + random.nextInt(60);
        int second = first + 1 + random.nextInt(overTheEnd ? 15 : 60);
        var repairs = List.of(
                new Repair(first, instant(random, first, step)), new Repair(second, instant(random, second, step)));
        Outcome repaired = run(stores, seed, repairs, step);
        Outcome fresh = run(
                stores, seed, List.of(new Repair(0, repairs.get(0).from), new Repair(0, repairs.get(1).from)), step);
        String said = "seed " + seed + ", " + repairs;
        assertTrue(repaired.requests >= LICENSES.size(), said);
        assertEquals("", differences(fresh.readings, repaired.readings), said);
        assertEquals("", differences(fresh.stated, repaired.stated), said);
        assertEquals(fresh.levels, repaired.levels, said);
    }

    /** Some time before a step. */
    private static Instant instant(Random random, int before, Duration step) {
        return Harness.START.plus(step.multipliedBy(random.nextInt(before))).plusMillis(random.nextInt(60_000));
    }

    private static String differences(Map<String, String> expected, Map<String, String> actual) {
        var names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        var lines = new StringBuilder();
        for (String name : names) {
            String is = actual.getOrDefault(name, "nothing");
            String should = expected.getOrDefault(name, "nothing");
            if (!is.equals(should)) {
                lines.append(name + " is " + is + ", not " + should + "\n");
            }
        }
        return lines.toString();
    }

    private Outcome run(StoreKind stores, long seed, List<Repair> repairs, Duration step) {
        var random = new Random(seed + 1);
        var answering = new Random(seed + 2);
        try (var h = new Harness(folder.resolve("run-" + repairs.get(0).step), stores)) {
            var known = new KnownEvents(h);
            h.catalog(1, catalog(repairs, 0));
            h.issue(LICENSES.get(0));
            h.issueIn("Europe/Berlin", Instant.parse("2026-01-05T06:30:00Z"), LICENSES.get(1));
            Instant now = Harness.START;
            int answered = 0;
            for (int i = 0; i < STEPS; i++) {
                for (Repair repair : repairs) {
                    if (i == repair.step && i > 0) {
                        h.revise(1 + i, catalog(repairs, i));
                    }
                }
                now = step(h, known, random, i, now, step);
                if (answering.nextInt(8) == 0) {
                    answered = answer(h, known, answered, answering);
                }
            }
            for (int round = 0; round < 4; round++) {
                now = now.plusSeconds(1);
                h.tick(now);
                h.slice();
                answered = answer(h, known, answered, answering);
            }
            var readings = readings(h);
            var levels = new TreeMap<String, String>();
            for (String license : LICENSES) {
                levels.put(
                        license,
                        h.api(license).getAccess() + " " + h.api(license).getReason());
            }
            for (int day = 1; day <= 66; day++) {
                h.tick(now.plus(Duration.ofDays(day)));
                h.slice();
            }
            return new Outcome(readings, stated(h), levels, answered);
        }
    }

    /** An event, mostly; a correction, a change of plan, or some time. */
    private static Instant step(Harness h, KnownEvents known, Random random, int i, Instant before, Duration step) {
        Instant now = before;
        String license = LICENSES.get(random.nextInt(2));
        Instant late = now.minus(Duration.ofMinutes(random.nextInt(14_000)));
        // What only one of the two runs counts must not be the latest, after which a plan begins.
        boolean blank = random.nextInt(10) == 0 && i > 10;
        Instant at = blank ? late.minus(Duration.ofDays(2)) : random.nextBoolean() ? now : late;
        UsageEventV1 event = event(random, license, "e" + i, at, !blank);
        int what = random.nextInt(20);
        if (what < 5 && !known.all().isEmpty()) {
            UsageEventV1 another = event(random, license, "x" + i, late, true);
            // What only the first version measures counts in one of the two runs alone: what took its place would too.
            known.correct(random, "c" + i, another, one -> one.getData().containsKey("weight"));
        } else {
            known.send(event);
        }
        if (random.nextInt(50) == 0) {
            String plan = random.nextBoolean() ? "pro" : "starter";
            h.send(
                    TopicCatalog.LICENSE_COMMANDS,
                    license,
                    LicenseCommandV1.newBuilder()
                            .setKind(LicenseCommandKind.CHANGE_PLAN)
                            .setCommandId("plan-" + i)
                            .setLicense(license)
                            .setAuthor("tester")
                            .setReason("test")
                            .setPlan(plan)
                            .build());
        }
        now = now.plus(step);
        h.tick(now);
        h.slice();
        return now;
    }

    private static UsageEventV1 event(Random random, String license, String id, Instant at, boolean measurable) {
        var data = new HashMap<String, Object>();
        data.put("size", (long) random.nextInt(40));
        if (measurable) {
            data.put("weight", (long) random.nextInt(60));
        }
        data.put("region", "r" + random.nextInt(3));
        data.put("tier", "t" + random.nextInt(2));
        var path = new ArrayList<String>();
        for (int depth = random.nextInt(4); depth > 0; depth--) {
            path.add("s" + random.nextInt(2));
        }
        return Harness.call(license, id, at).setData(data).setSubjectPath(path).build();
    }

    /** Answers some of the requests, not always in order, and now and then twice. */
    private static int answer(Harness h, KnownEvents known, int from, Random random) {
        var requests = new ArrayList<>(h.read(TopicCatalog.RECOUNT_REQUESTS));
        var open = requests.subList(from, requests.size());
        Collections.shuffle(open, random);
        for (RecountRequestV1 request : open) {
            for (int times = random.nextInt(4) == 0 ? 2 : 1; times > 0; times--) {
                TestWorker.answers(h.registry, request, known.all())
                        .forEach(answer -> h.usage(UsageEventV1.newBuilder(answer)));
            }
        }
        return requests.size();
    }

    /** All aggregations by one field; from the repairs on by another one, and in other groups. */
    private static Map<String, Object> catalog(List<Repair> repairs, int step) {
        var meters = new ArrayList<Map<String, Object>>();
        for (Aggregation aggregation : Aggregation.values()) {
            String id = aggregation.name().toLowerCase(Locale.ROOT).replace('_', '-');
            var meter = new HashMap<String, Object>(Map.of(
                    "id", id, "eventType", "api.call", "aggregation", aggregation.name(), "groups", List.of("region")));
            // Two of three have minutes, so that a version without is repaired into one with, and the other way round.
            meter.put("windows", windows(aggregation, aggregation.ordinal()));
            if (aggregation != Aggregation.COUNT) {
                meter.put("value", "size");
            }
            // Some versions keep subjects and others do not.
            boolean subjects = aggregation.ordinal() % 2 == 0 && mayHaveSubjects(aggregation);
            meter.put("subjects", subjects);
            meters.add(meter);
            boolean secondIsIn = repairs.get(1).step <= step;
            if (repairs.get(0).step <= step
                    && !(secondIsIn && !repairs.get(1).from.isAfter(repairs.get(0).from))) {
                meters.add(next(
                        meter,
                        2,
                        repairs.get(0).from,
                        20,
                        List.of("tier", CLASS),
                        mayHaveSubjects(aggregation) && !subjects));
            }
            if (secondIsIn) {
                meters.add(next(
                        meter, 3, repairs.get(1).from, 40, List.of("tier", "region"), mayHaveSubjects(aggregation)));
            }
        }
        var limit =
                Map.of("meter", "sum", "limit", 1500, "per", "MONTH", "kind", "HARD", "thresholds", List.of(50, 100));
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                meters,
                "features",
                List.of(Map.of("id", "api", "kind", "METERED", "meter", "sum")),
                "plans",
                Arrays.asList(
                        Map.of(
                                "id",
                                "starter",
                                "product",
                                "acme",
                                "features",
                                List.of("api"),
                                "quotas",
                                List.of(limit)),
                        Map.of("id", "pro", "product", "acme", "features", List.of("api"), "quotas", List.of(limit))));
    }

    private static boolean mayHaveSubjects(Aggregation aggregation) {
        return aggregation != Aggregation.TIME_WEIGHTED;
    }

    private static List<String> windows(Aggregation aggregation, int which) {
        var windows = new ArrayList<>(List.of("DAY", "MONTH"));
        if (aggregation.hasHours()) {
            windows.add("HOUR");
        }
        if (which % 3 > 0 && aggregation != Aggregation.TIME_WEIGHTED) {
            windows.add("MINUTE");
        }
        return windows;
    }

    private static Map<String, Object> next(
            Map<String, Object> meter, int version, Instant from, int least, List<Object> groups, boolean subjects) {
        var next = new HashMap<>(meter);
        next.put("version", version);
        next.put("from", from.toString());
        next.put("groups", groups);
        var aggregation = Aggregation.valueOf(String.valueOf(meter.get("aggregation")));
        next.put("windows", windows(aggregation, aggregation.ordinal() + version - 1));
        next.put("subjects", subjects);
        if (meter.containsKey("value")) {
            next.put("value", "weight");
        } else {
            next.put("filter", "has(data.weight) && data.weight > " + least);
        }
        return next;
    }

    /** The latest of each window with an event. */
    private static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                String name = String.join(
                        " ",
                        reading.getLicense(),
                        value.getMeter(),
                        "v" + value.getMeterVersion(),
                        value.getWindow(),
                        Instant.ofEpochMilli(value.getFromMs()).toString(),
                        value.getGroup(),
                        value.getSubject());
                values.put(
                        name,
                        atItsEnd(value, reading.getAsOfMs()) + " of " + value.getEvents()
                                + (value.getRecounting() ? " recounting" : ""));
            }
        });
        values.values().removeIf(value -> value.endsWith(" of 0"));
        return values;
    }

    /** What a window comes to; of a level, which grows by itself, what it will by its end: it was not read when the other was. */
    private static String atItsEnd(MeterReadingV1 value, long asOfMs) {
        var said = new BigDecimal(value.getValue());
        if (!value.getLevel().isEmpty()) {
            long leftMs = value.getToMs() - Math.min(value.getToMs(), Math.max(value.getFromMs(), asOfMs));
            said = new BigDecimal(value.getLevel())
                    .multiply(BigDecimal.valueOf(leftMs))
                    .divide(BigDecimal.valueOf(3_600_000), 18, RoundingMode.HALF_EVEN)
                    .add(said)
                    .setScale(15, RoundingMode.HALF_EVEN);
        }
        return said.stripTrailingZeros().toPlainString();
    }

    /** What all statements together say of each part of a period. */
    private static Map<String, String> stated(Harness h) {
        var sums = new TreeMap<String, BigDecimal>();
        h.statements()
                .forEach(statement -> statement.getLines().forEach(line -> {
                    String name = String.join(
                            " ",
                            statement.getLicense(),
                            line.getMeter(),
                            "v" + line.getMeterVersion(),
                            line.getPlan(),
                            Instant.ofEpochMilli(line.getFromMs()).toString(),
                            line.getGroup());
                    sums.merge(name, new BigDecimal(line.getQuantity()), BigDecimal::add);
                }));
        var texts = new TreeMap<String, String>();
        sums.forEach((name, sum) -> {
            if (sum.signum() != 0) {
                texts.put(name, sum.stripTrailingZeros().toPlainString());
            }
        });
        return texts;
    }
}
