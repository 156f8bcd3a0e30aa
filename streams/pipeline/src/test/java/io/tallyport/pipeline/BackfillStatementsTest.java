package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageEventV1;
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

/** What a backfill changes of periods that were stated long ago, in each part in which one plan held. */
class BackfillStatementsTest {

    private static final String JOB = "found-later";
    /** The license was issued on 10 January; its plan changes here. */
    private static final Instant CHANGED = Instant.parse("2026-03-15T12:00:00Z");

    private static final Instant NOW = Instant.parse("2026-12-03T10:00:00Z");

    @TempDir
    Path folder;

    /** An event and the value that it adds; {@code early} if it was there before its period was closed. */
    private record One(Instant at, long size, boolean early) {}

    /** For each part of each month: what the next statement says is what came since, and names the statement that it corrects. */
    @Test
    void statementsAndAdjustmentsTogetherAreTheRecountOfAllEventsHoweverLongAgo() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var all = new ArrayList<One>();
        try (var h = new Harness(folder)) {
            h.catalog(1, catalog());
            h.issue(StatementSteps.LICENSE);
            for (Instant at = Harness.START; at.isBefore(NOW); at = at.plus(Duration.ofDays(1 + random.nextInt(4)))) {
                if (at.isAfter(CHANGED) && all.get(all.size() - 1).at.isBefore(CHANGED)) {
                    h.tick(CHANGED);
                    StatementSteps.command(h, LicenseCommandKind.CHANGE_PLAN, "up", Map.of("plan", "pro"));
                }
                h.tick(at);
                h.slice();
                var one = new One(at, random.nextInt(50), true);
                h.usage(event("e" + all.size(), one));
                all.add(one);
            }
            h.tick(NOW);
            h.slice();
            int before = StatementSteps.statements(h).size();
            assertEquals(11, before, "January to November, seed " + seed);
            for (int i = 0; i < 60; i++) {
                // Also of months before the license was issued: the last of them can be of live events as well.
                Instant at = NOW.minus(Duration.ofMinutes(40 * 1_440 + random.nextInt(350 * 1_440)));
                var one = new One(at, random.nextInt(80), false);
                all.add(one);
                h.bulk(event("j" + i, one).setJob(JOB));
            }
            h.tick(Instant.parse("2027-01-02T00:00:00Z"));
            h.slice();
            var statements = StatementSteps.statements(h);
            assertEquals(before + 1, statements.size());
            var next = new TreeMap<String, String>();
            for (StatementLineV1 line : statements.get(before).getLines()) {
                if (line.getKind().equals("ADJUSTMENT")) {
                    next.put(
                            Instant.ofEpochMilli(line.getFromMs()) + " " + line.getMeter() + " " + line.getGroup() + " "
                                    + line.getPlan() + " corrects " + line.getCorrects(),
                            line.getQuantity() + " in " + line.getEvents());
                }
            }
            assertEquals(expected(all), next, "seed " + seed);
        }
    }

    private static Map<String, String> expected(List<One> all) {
        var early = new TreeMap<String, List<One>>();
        var late = new TreeMap<String, List<One>>();
        for (One one : all) {
            String month = one.at.toString().substring(0, 7);
            if (month.compareTo("2025-12") < 0) {
                // Over before any live event of the license could be of it.
                continue;
            }
            Instant from = Instant.parse(month + "-01T00:00:00Z");
            boolean isPro = !one.at.isBefore(CHANGED);
            Instant part = isPro && from.isBefore(CHANGED) ? CHANGED : from;
            long number = month.startsWith("2025") ? 0 : Long.parseLong(month.substring(5));
            String of = (isPro ? "pro" : "starter") + " corrects " + number;
            for (String cell : List.of("sum  ", "peak  ", "peak region=r" + one.size % 3 + " ")) {
                (one.early ? early : late)
                        .computeIfAbsent(part + " " + cell + of, n -> new ArrayList<>())
                        .add(one);
            }
        }
        var lines = new TreeMap<String, String>();
        late.forEach((name, added) -> {
            var before = early.getOrDefault(name, List.of());
            var after = new ArrayList<>(before);
            after.addAll(added);
            BigDecimal more = value(name, after).subtract(value(name, before));
            lines.put(name, more.toPlainString() + " in " + added.size());
        });
        return lines;
    }

    private static BigDecimal value(String name, List<One> events) {
        return BigDecimal.valueOf(
                name.contains(" sum ")
                        ? events.stream().mapToLong(One::size).sum()
                        : events.stream().mapToLong(One::size).max().orElse(0));
    }

    private static UsageEventV1.Builder event(String id, One one) {
        var data = new HashMap<String, Object>();
        data.put("size", one.size);
        data.put("region", "r" + one.size % 3);
        return Harness.call(StatementSteps.LICENSE, id, one.at).setData(data);
    }

    private static Map<String, Object> catalog() {
        var catalog = new HashMap<>(TestCatalogs.of(List.of(
                Map.of("id", "sum", "eventType", "api.call", "aggregation", "SUM", "value", "size"),
                Map.of(
                        "id", "peak",
                        "eventType", "api.call",
                        "aggregation", "MAX",
                        "value", "size",
                        "groups", List.of("region")))));
        catalog.put(
                "plans", List.of(Map.of("id", "starter", "product", "acme"), Map.of("id", "pro", "product", "acme")));
        return catalog;
    }
}
