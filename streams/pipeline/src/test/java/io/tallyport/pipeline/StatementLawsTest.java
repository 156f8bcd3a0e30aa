package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageStatementV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
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

    @TempDir
    Path folder;

    private final StatementModel model = new StatementModel();

    private int read;
    private int answered;

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
                if (random.nextInt(3) == 0 && !model.known.isEmpty()) {
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
            assertEquals(model.naive(Long.MAX_VALUE), stated(h, true), "seed " + seed);
            assertEquals(model.naiveOverage(), statedOverage(h), "seed " + seed);
            assertTrue(
                    statements(h).stream()
                            .anyMatch(s -> s.getLines().stream()
                                    .anyMatch(l -> l.getKind().equals("ADJUSTMENT"))),
                    "something was adjusted, seed " + seed);
            assertTrue(model.plans.size() > 1, "plans changed, seed " + seed);
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
                StatementModel.INCLUDED.getOrDefault(id, Map.of()).entrySet().stream()
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
        model.known.add(new StatementModel.Known(event, offset));
        model.latestMs = Math.max(model.latestMs, timeMs);
        if (random.nextInt(5) == 0) {
            h.usage(UsageEventV1.newBuilder(event));
        }
    }

    private void correct(Harness h, Random random, String command) {
        StatementModel.Known one =
                model.known.get(model.known.size() - 1 - random.nextInt(Math.min(model.known.size(), 60)));
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
        String next = model.plans.lastEntry().getValue().equals("pro") ? "starter" : "pro";
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                LICENSE,
                LicenseCommandV1.newBuilder()
                        .setKind(LicenseCommandKind.CHANGE_PLAN)
                        .setLicense(LICENSE)
                        .setCommandId(command)
                        .setPlan(next)
                        .build());
        long fromMs = Math.max(now.toEpochMilli(), model.latestMs + 1);
        var events = h.read(TopicCatalog.LICENSE_EVENTS);
        var said = events.get(events.size() - 1);
        assertEquals("PLAN_CHANGED", said.getType());
        assertEquals(fromMs, said.getAtMs());
        if (model.plans.lastKey() == fromMs) {
            model.plans.remove(fromMs);
        }
        model.plans.put(fromMs, next);
    }

    private void answer(Harness h) {
        var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
        for (RecountRequestV1 request : requests.subList(answered, requests.size())) {
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, model.totals(request))));
        }
        answered = requests.size();
        // What is asked for next ends at the next record of each usage topic.
        h.slice();
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
            var said = new TreeMap<StatementModel.Line, String>();
            statement.getLines().stream()
                    .filter(line -> line.getKind().equals("USAGE"))
                    .forEach(line -> said.put(
                            StatementModel.lineOf(periodMs, line),
                            StatementModel.plain(new BigDecimal(line.getQuantity()))));
            assertEquals(
                    model.naive(periodMs), StatementModel.withoutZeros(said), "statement " + read + ", seed " + seed);
            certify(statement, seed);
        }
    }

    private void certify(UsageStatementV1 statement, long seed) {
        var certificate = statement.getCertificate();
        var ofPeriod = model.of(statement.getFromMs());
        assertEquals(ofPeriod.size(), certificate.getCounted(), "seed " + seed);
        assertEquals(ofPeriod.stream().filter(one -> one.stands).count(), certificate.getStanding(), "seed " + seed);
        assertEquals(StatementModel.digest(ofPeriod), certificate.getDigest(), "seed " + seed);
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

    private static List<UsageStatementV1> statements(Harness h) {
        return h.statements().stream()
                .filter(statement -> statement.getStatus() == StatementStatus.ISSUED)
                .toList();
    }

    private Map<StatementModel.Line, String> stated(Harness h, boolean adjusted) {
        var sums = new TreeMap<StatementModel.Line, BigDecimal>();
        for (UsageStatementV1 statement : statements(h)) {
            for (StatementLineV1 line : statement.getLines()) {
                if (adjusted || line.getKind().equals("USAGE")) {
                    sums.merge(
                            StatementModel.lineOf(StatementModel.periodOf(line.getFromMs()), line),
                            new BigDecimal(line.getQuantity()),
                            BigDecimal::add);
                }
            }
        }
        var said = new TreeMap<StatementModel.Line, String>();
        sums.forEach((line, sum) -> said.put(line, StatementModel.plain(sum)));
        return StatementModel.withoutZeros(said);
    }

    private static Map<String, String> statedOverage(Harness h) {
        var sums = new TreeMap<String, BigDecimal>();
        for (UsageStatementV1 statement : statements(h)) {
            for (StatementLineV1 line : statement.getLines()) {
                if (line.getGroup().isEmpty()) {
                    sums.merge(
                            StatementModel.periodOf(line.getFromMs()) + " " + line.getMeter(),
                            new BigDecimal(line.getOverage()),
                            BigDecimal::add);
                }
            }
        }
        var said = new TreeMap<String, String>();
        sums.forEach((key, sum) -> said.put(key, StatementModel.plain(sum)));
        said.values().removeIf("0"::equals);
        return said;
    }
}
