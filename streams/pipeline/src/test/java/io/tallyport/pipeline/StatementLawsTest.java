package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements against a model that knows every event, and adds up what stands. */
class StatementLawsTest {

    private static final String LICENSE = "lic-1";
    private static final Duration GRACE = Duration.ofHours(24);
    private static final Map<String, Map<String, Integer>> INCLUDED = Map.of(
            "starter", Map.of("calls", 20, "bytes", 500),
            "pro", Map.of("calls", 60));

    @TempDir
    Path folder;

    private final List<Known> known = new ArrayList<>();
    /** From when each plan held. */
    private final TreeMap<Long, String> plans = new TreeMap<>(Map.of(Long.MIN_VALUE, "starter"));

    private int read;
    private int answered;
    private long latestMs = Long.MIN_VALUE;

    private static final class Known {
        final UsageEventV1 event;
        final long offset;
        final TreeMap<Long, Boolean> story = new TreeMap<>();
        boolean stands = true;

        Known(UsageEventV1 event, long offset) {
            this.event = event;
            this.offset = offset;
        }

        BigDecimal value() {
            return new BigDecimal(String.valueOf(event.getData().get("number")));
        }

        boolean stoodBefore(long end) {
            var last = story.lowerEntry(end);
            return last == null || last.getValue();
        }
    }

    /** What a line is about: period, start of the part in which a plan held, meter, group. */
    private record Line(long periodMs, long fromMs, String meter, String group) implements Comparable<Line> {
        @Override
        public int compareTo(Line that) {
            return toString().compareTo(that.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void statementsAndAdjustmentsTogetherAreARecountOfAllThatStands(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, catalog());
            h.issue(LICENSE);
            Instant now = Harness.START;
            for (int step = 0; step < 60; step++) {
                now = now.plusSeconds(random.nextInt(2 * 86_400));
                h.tick(now);
                check(h, seed);
                for (int i = random.nextInt(8); i > 0; i--) {
                    emit(h, random, now, "e" + step + "-" + i);
                }
                if (random.nextInt(3) == 0 && !known.isEmpty()) {
                    correct(h, random, "c" + step);
                }
                if (random.nextInt(9) == 0) {
                    changePlan(h, now, "plan" + step);
                }
                if (random.nextInt(2) == 0) {
                    answer(h);
                }
            }
            for (int days = 5; days < 120; days += 5) {
                answer(h);
                h.tick(now.plus(Duration.ofDays(days)));
                h.slice();
                check(h, seed);
            }
            assertTrue(read >= 4, read + " statements, seed " + seed);
            assertEquals(naive(Long.MAX_VALUE), stated(h, true), "seed " + seed);
            assertEquals(naiveOverage(), statedOverage(h), "seed " + seed);
            assertTrue(
                    statements(h).stream()
                            .anyMatch(s -> s.getLines().stream()
                                    .anyMatch(l -> l.getKind().equals("ADJUSTMENT"))),
                    "something was adjusted, seed " + seed);
            assertTrue(plans.size() > 1, "plans changed, seed " + seed);
        }
    }

    private static Map<String, Object> catalog() {
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                List.of(
                        Map.of(
                                "id",
                                "calls",
                                "eventType",
                                "api.call",
                                "aggregation",
                                "COUNT",
                                "unit",
                                "call",
                                "groups",
                                List.of("region")),
                        Map.of(
                                "id",
                                "bytes",
                                "eventType",
                                "api.call",
                                "aggregation",
                                "SUM",
                                "value",
                                "number",
                                "unit",
                                "byte"),
                        Map.of(
                                "id",
                                "peak",
                                "eventType",
                                "api.call",
                                "aggregation",
                                "MAX",
                                "value",
                                "number",
                                "unit",
                                "byte")),
                "plans",
                List.of(plan("starter"), plan("pro")));
    }

    private static Map<String, Object> plan(String id) {
        return Map.of(
                "id",
                id,
                "product",
                "acme",
                "included",
                INCLUDED.getOrDefault(id, Map.of()).entrySet().stream()
                        .map(entry -> Map.of("meter", entry.getKey(), "amount", entry.getValue()))
                        .toList());
    }

    private void emit(Harness h, Random random, Instant now, String id) {
        // Mostly of late; some as late as may be, and some ahead of time.
        long back = random.nextInt(3) == 0 ? random.nextLong(34L * 86_400_000) : random.nextLong(3L * 86_400_000);
        long timeMs = now.toEpochMilli() - back + 1_800_000;
        var event = Harness.call(LICENSE, id, Instant.ofEpochMilli(timeMs))
                .setData(Map.of("number", (long) random.nextInt(100), "region", random.nextBoolean() ? "eu" : "us"))
                .build();
        long offset = h.usage(UsageEventV1.newBuilder(event));
        known.add(new Known(event, offset));
        latestMs = Math.max(latestMs, timeMs);
        if (random.nextInt(5) == 0) {
            h.usage(UsageEventV1.newBuilder(event));
        }
    }

    private void correct(Harness h, Random random, String command) {
        Known one = known.get(known.size() - 1 - random.nextInt(Math.min(known.size(), 60)));
        long offset = h.usage(
                one.stands
                        ? Corrections.voiding(one.event, one.offset, command)
                        : Corrections.restoring(one.event, one.offset, command));
        var verdicts = h.read(TopicCatalog.USAGE_VERDICTS);
        if (verdicts.get(verdicts.size() - 1).getKind() == VerdictKind.CORRECTED
                && verdicts.get(verdicts.size() - 1).getFirstOffset() == offset) {
            one.stands = !one.stands;
            one.story.put(offset, one.stands);
        }
    }

    private void changePlan(Harness h, Instant now, String command) {
        String next = plans.lastEntry().getValue().equals("pro") ? "starter" : "pro";
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                LICENSE,
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.CHANGE_PLAN)
                        .setLicense(LICENSE)
                        .setCommandId(command)
                        .setPlan(next)
                        .build());
        long fromMs = Math.max(now.toEpochMilli(), latestMs + 1);
        var events = h.read(TopicCatalog.LICENSE_EVENTS);
        var said = events.get(events.size() - 1);
        assertEquals("PLAN_CHANGED", said.getType());
        assertEquals(fromMs, said.getAtMs());
        if (plans.lastKey() == fromMs) {
            plans.remove(fromMs);
        }
        plans.put(fromMs, next);
    }

    private void answer(Harness h) {
        var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
        for (RecountRequestV1 request : requests.subList(answered, requests.size())) {
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, totals(request))));
        }
        answered = requests.size();
        // What is asked for next ends at the next record of each usage topic.
        h.slice();
    }

    private Map<WindowStart, Total> totals(RecountRequestV1 request) {
        long end = request.getRanges().stream()
                .filter(r -> r.getTopic().equals(TopicCatalog.USAGE_EVENTS.name()))
                .mapToLong(r -> r.getEnd())
                .max()
                .orElse(0);
        var totals = new LinkedHashMap<WindowStart, Total>();
        for (RecountWindowV1 window : request.getWindows()) {
            Total total = Total.ZERO;
            for (Known one : known) {
                boolean held = one.event.getTimeMs() >= window.getFromMs() && one.event.getTimeMs() < window.getToMs();
                if (held && one.offset < end && one.stoodBefore(end)) {
                    total = total.merge(Aggregation.MAX, new Total(one.value(), 1));
                }
            }
            totals.put(new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs()), total);
        }
        return totals;
    }

    /** What was issued since the last call says what the model says now. */
    private void check(Harness h, long seed) {
        var all = statements(h);
        for (UsageStatementV1 statement : all.subList(read, all.size())) {
            read++;
            assertEquals(read, statement.getNumber(), "seed " + seed);
            long periodMs = statement.getFromMs();
            assertEquals(
                    YearMonth.from(Harness.START.atZone(ZoneOffset.UTC)).plusMonths(read - 1),
                    YearMonth.from(Instant.ofEpochMilli(periodMs).atZone(ZoneOffset.UTC)),
                    "seed " + seed);
            assertTrue(statement.getIssuedAtMs() >= statement.getToMs() + GRACE.toMillis(), "seed " + seed);
            var said = new TreeMap<Line, String>();
            statement.getLines().stream()
                    .filter(line -> line.getKind().equals("USAGE"))
                    .forEach(line -> said.put(lineOf(periodMs, line), plain(new BigDecimal(line.getQuantity()))));
            assertEquals(naive(periodMs), withoutZeros(said), "statement " + read + ", seed " + seed);
            certify(statement, seed);
        }
    }

    private void certify(UsageStatementV1 statement, long seed) {
        var certificate = statement.getCertificate();
        var ofPeriod = known.stream()
                .filter(one -> periodOf(one.event.getTimeMs()) == statement.getFromMs())
                .toList();
        BigInteger digest = BigInteger.ZERO;
        for (Known one : ofPeriod) {
            if (one.stands) {
                var hash = Hashing.xxh3_128().hashCharsTo128Bits(one.event.getSource() + '\0' + one.event.getId());
                digest = digest.add(unsigned(hash.getMostSignificantBits())
                        .shiftLeft(64)
                        .add(unsigned(hash.getLeastSignificantBits())));
            }
        }
        assertEquals(ofPeriod.size(), certificate.getCounted(), "seed " + seed);
        assertEquals(ofPeriod.stream().filter(one -> one.stands).count(), certificate.getStanding(), "seed " + seed);
        assertEquals(
                "%032x".formatted(digest.mod(BigInteger.ONE.shiftLeft(128))), certificate.getDigest(), "seed " + seed);
        certificate
                .getRead()
                .forEach(topic -> assertEquals(
                        topic.getRecords(),
                        topic.getCounted()
                                + topic.getDuplicates()
                                + topic.getConflicts()
                                + topic.getLate()
                                + topic.getRejected()
                                + topic.getCorrected()
                                + topic.getParked(),
                        "seed " + seed));
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    private static List<UsageStatementV1> statements(Harness h) {
        return h.read(TopicCatalog.USAGE_STATEMENTS).stream()
                .filter(statement -> statement.getStatus() == StatementStatus.ISSUED)
                .toList();
    }

    private static Line lineOf(long periodMs, StatementLineV1 line) {
        return new Line(periodMs, line.getFromMs(), line.getMeter(), line.getGroup());
    }

    private static long periodOf(long timeMs) {
        return Window.MONTH.fromMs(timeMs);
    }

    /** What stands now, of one period or of all. */
    private Map<Line, String> naive(long ofPeriodMs) {
        var values = new HashMap<Line, BigDecimal>();
        for (Known one : known) {
            long timeMs = one.event.getTimeMs();
            long periodMs = periodOf(timeMs);
            if (!one.stands || ofPeriodMs != Long.MAX_VALUE && periodMs != ofPeriodMs) {
                continue;
            }
            long fromMs = Math.max(periodMs, plans.floorKey(timeMs));
            String group = "region=" + one.event.getData().get("region");
            values.merge(new Line(periodMs, fromMs, "calls", ""), BigDecimal.ONE, BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "calls", group), BigDecimal.ONE, BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "bytes", ""), one.value(), BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "peak", ""), one.value(), BigDecimal::max);
        }
        var said = new TreeMap<Line, String>();
        values.forEach((line, value) -> said.put(line, plain(value)));
        return withoutZeros(said);
    }

    private static Map<Line, String> withoutZeros(Map<Line, String> lines) {
        var left = new TreeMap<>(lines);
        left.values().removeIf("0"::equals);
        return left;
    }

    private Map<Line, String> stated(Harness h, boolean adjusted) {
        var sums = new TreeMap<Line, BigDecimal>();
        for (UsageStatementV1 statement : statements(h)) {
            for (StatementLineV1 line : statement.getLines()) {
                if (adjusted || line.getKind().equals("USAGE")) {
                    sums.merge(
                            lineOf(periodOf(line.getFromMs()), line),
                            new BigDecimal(line.getQuantity()),
                            BigDecimal::add);
                }
            }
        }
        var said = new TreeMap<Line, String>();
        sums.forEach((line, sum) -> said.put(line, plain(sum)));
        return withoutZeros(said);
    }

    /** By period and meter: what is past the allowance, as the plans that held burnt it one after the other. */
    private Map<String, String> naiveOverage() {
        var quantities = new TreeMap<String, TreeMap<Long, BigDecimal>>();
        naive(Long.MAX_VALUE).forEach((line, value) -> {
            if (line.group().isEmpty()) {
                quantities
                        .computeIfAbsent(line.periodMs() + " " + line.meter(), key -> new TreeMap<>())
                        .put(line.fromMs(), new BigDecimal(value));
            }
        });
        var overages = new TreeMap<String, String>();
        quantities.forEach((key, parts) -> {
            String meter = key.substring(key.indexOf(' ') + 1);
            BigDecimal burnt = BigDecimal.ZERO;
            BigDecimal over = BigDecimal.ZERO;
            for (var part : parts.entrySet()) {
                String plan = plans.floorEntry(part.getKey()).getValue();
                BigDecimal left = BigDecimal.valueOf(
                                INCLUDED.getOrDefault(plan, Map.of()).getOrDefault(meter, 0))
                        .subtract(burnt)
                        .max(BigDecimal.ZERO);
                BigDecimal covered = left.min(part.getValue());
                burnt = burnt.add(covered);
                over = over.add(part.getValue().subtract(covered));
            }
            overages.put(key, plain(over));
        });
        overages.values().removeIf("0"::equals);
        return overages;
    }

    private static Map<String, String> statedOverage(Harness h) {
        var sums = new TreeMap<String, BigDecimal>();
        for (UsageStatementV1 statement : statements(h)) {
            for (StatementLineV1 line : statement.getLines()) {
                if (line.getGroup().isEmpty()) {
                    sums.merge(
                            periodOf(line.getFromMs()) + " " + line.getMeter(),
                            new BigDecimal(line.getOverage()),
                            BigDecimal::add);
                }
            }
        }
        var said = new TreeMap<String, String>();
        sums.forEach((key, sum) -> said.put(key, plain(sum)));
        said.values().removeIf("0"::equals);
        return said;
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
