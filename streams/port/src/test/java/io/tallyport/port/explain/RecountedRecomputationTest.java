package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementCertificate;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What events come to after recounts, held against a license that goes over to other versions step by step. */
class RecountedRecomputationTest {

    private static final long FROM = at("2026-01-01T00:00:00Z");
    private static final long TO = at("2026-02-01T00:00:00Z");
    private static final String[] STARTS = {"", "", "2026-01-10T00:00:00Z", "2026-01-20T00:00:00Z"};
    private static final UsageQuestion QUESTION = new UsageQuestion("L", "m", FROM, TO, "", null, 5);

    /** A license as the decision tells it: which version counts each of its events. */
    private static final class License {
        private final Map<JudgedEvent, Integer> versions = new HashMap<>();

        /** The catalog of a revision: the first version, and one more that begins with each later one. */
        static int named(long revision, long timeMs) {
            int version = 1;
            for (int next = 2; next <= revision; next++) {
                version = timeMs >= at(STARTS[next]) ? next : version;
            }
            return version;
        }

        void count(JudgedEvent judged) {
            versions.put(judged, named(judged.catalogRevision(), judged.event().timeMs()));
        }

        void goOverTo(long revision) {
            versions.replaceAll((judged, version) -> {
                int now = version;
                for (long step = judged.catalogRevision() + 1; step <= revision; step++) {
                    if (judged.event().timeMs() >= at(STARTS[(int) step])) {
                        now = named(step, judged.event().timeMs());
                    }
                }
                return now;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Aggregation.class,
            names = {"COUNT", "SUM", "MAX", "AVG"})
    void theNumberIsThatOfALicenseThatGoesOver(Aggregation aggregation) {
        for (int seed = 0; seed < 60; seed++) {
            hold(new Random(seed), aggregation, "seed " + seed);
        }
    }

    private static void hold(Random random, Aggregation aggregation, String seed) {
        var book = new RecordedBook();
        var meters = new ArrayList<String>();
        for (int version = 1; version <= 3; version++) {
            meters.add(RecordedBook.meter(
                    version, version == 1 ? null : STARTS[version], aggregation.name(), "f" + version));
            book.apply(meters.toArray(new String[0]));
        }
        var license = new License();
        var events = new ArrayList<JudgedEvent>();
        var switches = new MeterSwitches();
        var then = new HashMap<JudgedEvent, Integer>();
        long cut = random.nextInt(60);
        long revision = 1;
        long switchedTo = 0;
        for (long offset = 0; offset < 60; offset++) {
            if (offset == cut) {
                then.putAll(license.versions);
            }
            revision = Math.min(3, revision + (random.nextInt(20) == 0 ? 1 : 0));
            if (revision > 1 && revision > switchedTo && random.nextInt(6) == 0) {
                switchedTo = revision;
                switches.note("L", "m", offset, revision);
                license.goOverTo(revision);
            } else {
                JudgedEvent judged = event(random, offset, revision);
                events.add(judged);
                license.count(judged);
            }
        }
        var shelf = new MeterShelf(book, "m");
        var read = new ReadUpTo(Map.of("usage.events.v1", cut));
        var recomputation = new UsageRecomputation(
                QUESTION,
                aggregation,
                PlanPart.of(FROM, TO, List.of()),
                new Corrections(),
                new MeterHistory("m", shelf::in, shelf::starts, switches),
                EventDigests::of,
                read,
                read);
        events.forEach(recomputation::take);

        assertEquals(plain(license.versions, aggregation), quantities(recomputation.now()), seed);
        assertEquals(plain(then, aggregation), quantities(recomputation.atLastStatement()), seed);
        var changed = new HashMap<>(license.versions);
        changed.entrySet().removeAll(then.entrySet());
        assertEquals(changed.size(), recomputation.sinceLastStatement(), seed);

        var meter = shelf.in(3).orElseThrow();
        var told = new UsageExplanation(
                QUESTION,
                new LicenseTerm("L", "c", "", null, 0, Long.MAX_VALUE),
                meter,
                PlanPart.of(FROM, TO, List.of()),
                StatedUsage.of(QUESTION, statement(plain(then, aggregation), cut), List.of(), List.of()),
                recomputation,
                0,
                false);
        boolean same = plain(then, aggregation).equals(plain(license.versions, aggregation));
        assertEquals(same, told.comparison().isEqual(), seed);
        assertTrue(same || told.waitsForNextStatement(), seed + ": " + told.json());
    }

    private static JudgedEvent event(Random random, long offset, long revision) {
        var values = new HashMap<String, BigDecimal>();
        for (int version = 1; version <= 3; version++) {
            values.put("f" + version, BigDecimal.valueOf(random.nextInt(1_000)));
        }
        var event = new UsageEvent(
                "L",
                "s",
                "e" + offset,
                "call",
                FROM + (long) (random.nextDouble() * (TO - FROM)),
                0,
                -1,
                List.of(),
                values,
                "");
        return new JudgedEvent(event, new Origin("usage.events.v1", 0, offset), "OPEN", revision, "");
    }

    private static Map<Integer, Quantity> plain(Map<JudgedEvent, Integer> versions, Aggregation aggregation) {
        var lines = new TreeMap<Integer, List<BigDecimal>>();
        versions.forEach((judged, version) -> lines.computeIfAbsent(version, v -> new ArrayList<>())
                .add((BigDecimal)
                        java.util.Objects.requireNonNull(judged.event().values().get("f" + version))));
        var quantities = new TreeMap<Integer, Quantity>();
        lines.forEach((version, values) -> {
            BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal value = switch (aggregation) {
                case COUNT -> BigDecimal.valueOf(values.size());
                case MAX -> values.stream().max(BigDecimal::compareTo).orElseThrow();
                case AVG -> new Total(sum, values.size()).reading(Aggregation.AVG);
                default -> sum;
            };
            quantities.put(version, new Quantity(value.stripTrailingZeros(), values.size(), true));
        });
        return quantities;
    }

    private static Map<Integer, Quantity> quantities(MeterTotals totals) {
        var quantities = new TreeMap<Integer, Quantity>();
        totals.all().forEach((key, total) -> {
            Quantity quantity = Quantity.of(total, totals.aggregation());
            quantities.put(
                    key.version(),
                    new Quantity(quantity.value().stripTrailingZeros(), quantity.events(), quantity.exact()));
        });
        return quantities;
    }

    private static Statement statement(Map<Integer, Quantity> lines, long cut) {
        var stated = new ArrayList<StatementLine>();
        lines.forEach((version, quantity) -> stated.add(new StatementLine(
                StatementLine.USAGE,
                "p",
                "basic",
                1,
                "m",
                version,
                "SUM",
                "",
                "call",
                FROM,
                TO,
                quantity.value(),
                null,
                List.of(),
                null,
                quantity.events(),
                null,
                0,
                "",
                "",
                "")));
        var summary = new StatementSummary(
                "L/1",
                "L",
                1,
                "c",
                Map.of(),
                FROM,
                TO,
                "",
                null,
                StatementStatus.ISSUED,
                1,
                stated.size(),
                TO,
                1,
                "",
                "",
                null,
                "",
                "",
                null);
        var read = new StatementCertificate.Read("usage.events.v1", 0, cut, cut, cut, 0, 0, 0, 0, 0, 0);
        return new Statement(
                summary,
                stated,
                new StatementCertificate(0, List.of(read), cut, 0, cut, "0".repeat(32), true, List.of()));
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
