package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.GroupBy;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.readmodel.TimelineEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What events come to, held against a plain fold of those that stand. */
class UsageRecomputationTest {

    private static final long FROM = 1_000;
    private static final long TO = 9_000;
    private static final String EVENTS = "usage.events.v1";
    private static final String BULK = "usage.bulk.v1";
    private static final Origin LINE = new Origin("license.events.v1", 0, 0);

    /** A record that counted, as the test knows it. */
    private record Known(JudgedEvent judged, BigDecimal value, boolean fed) {}

    @ParameterizedTest
    @EnumSource(value = Aggregation.class, mode = EnumSource.Mode.EXCLUDE, names = "TIME_WEIGHTED")
    void itIsThePlainFoldOfTheEventsThatStand(Aggregation aggregation) {
        for (int seed = 0; seed < 40; seed++) {
            hold(new Random(seed), aggregation, "seed " + seed);
        }
    }

    private static void hold(Random random, Aggregation aggregation, String seed) {
        var meters = Map.of(1L, meter(1, aggregation), 2L, meter(1, aggregation), 3L, meter(2, aggregation));
        var timeline = new ArrayList<TimelineEvent>();
        timeline.add(event("ISSUED", 0, "starter"));
        long atMs = 500;
        for (int i = random.nextInt(4); i > 0; i--) {
            atMs += 1 + random.nextInt(4_000);
            timeline.add(event("PLAN_CHANGED", atMs, "plan" + i));
        }
        var parts = PlanPart.of(FROM, TO, timeline);
        var known = new ArrayList<Known>();
        var stands = new HashMap<Origin, Boolean>();
        var stoodThen = new HashMap<Origin, Boolean>();
        var corrections = new Corrections();
        long cut = random.nextInt(120);
        long bulkCut = random.nextInt(120);
        long bulk = 0;
        for (long offset = 0; offset < 100; offset++) {
            Known of = known.isEmpty() ? null : known.get(random.nextInt(known.size()));
            if (of != null && random.nextInt(4) == 0) {
                boolean next = !stands.getOrDefault(of.judged().at(), true);
                String kind = next ? "RESTORE" : random.nextBoolean() ? "VOID" : "AMEND";
                corrections.note(
                        of.judged().at(), offset, new Corrections.Taken(kind, next, "c" + offset, "ann", "why", ""));
                stands.put(of.judged().at(), next);
                if (offset < cut) {
                    stoodThen.put(of.judged().at(), next);
                }
                if (kind.equals("AMEND")) {
                    known.add(record(
                            random,
                            new Origin(EVENTS, 0, offset),
                            of.judged().event().id()));
                }
            } else {
                boolean inBulk = random.nextInt(3) == 0;
                known.add(record(random, inBulk ? new Origin(BULK, 0, bulk++) : new Origin(EVENTS, 0, offset), ""));
            }
        }
        var question = new UsageQuestion("L", "m", FROM, TO, "", null, 10);
        var read = new ReadUpTo(Map.of(EVENTS, cut, BULK, bulkCut));
        var recomputation = new UsageRecomputation(
                question,
                aggregation,
                parts,
                corrections,
                history(revision -> Optional.ofNullable(meters.get(revision))),
                EventDigests::of,
                read,
                read);
        known.forEach(one -> recomputation.take(one.judged()));

        assertEquals(
                plain(known, parts, meters, aggregation, at -> stands.getOrDefault(at, true)),
                quantities(recomputation.now()),
                seed);
        assertEquals(
                plain(known, parts, meters, aggregation, at -> read.holds(at) && stoodThen.getOrDefault(at, true)),
                quantities(recomputation.atLastStatement()),
                seed);
        long counted = known.size();
        long standing = known.stream()
                .filter(one -> stands.getOrDefault(one.judged().at(), true))
                .count();
        assertEquals(counted, recomputation.tally().counted(), seed);
        assertEquals(standing, recomputation.tally().standing(), seed);
        assertEquals(
                known.stream().filter(Known::fed).count(),
                recomputation.listing().offered(),
                seed);
        assertTrue(recomputation.listing().shown().size() <= 10, seed);
        assertEquals(0, recomputation.unmeasured(), seed);
        assertEquals(digestOf(known, stands), CertificateCheck.text(recomputation.tally()), seed);
    }

    private static Known record(Random random, Origin at, String amends) {
        boolean fed = random.nextInt(5) > 0;
        var value = BigDecimal.valueOf(random.nextInt(40), random.nextInt(3));
        var event = new UsageEvent(
                "L",
                "acme/" + random.nextInt(3),
                at.topic() + at.offset(),
                fed ? "call" : "other",
                FROM + random.nextInt((int) (TO - FROM)),
                0,
                -1,
                List.of(),
                Map.of("v", value, "region", random.nextBoolean() ? "eu" : "us"),
                "");
        return new Known(new JudgedEvent(event, at, "OPEN", 1 + random.nextInt(3), amends), value, fed);
    }

    /** The same by other means: all values of a line at once. */
    private static Map<MeterTotals.Key, Quantity> plain(
            List<Known> known,
            List<PlanPart> parts,
            Map<Long, Meter> meters,
            Aggregation aggregation,
            java.util.function.Predicate<Origin> stands) {
        var lines = new TreeMap<MeterTotals.Key, List<Known>>(MeterTotals.Key.ORDER);
        for (Known one : known) {
            if (one.fed() && stands.test(one.judged().at())) {
                long timeMs = one.judged().event().timeMs();
                long part = parts.stream()
                        .mapToLong(PlanPart::fromMs)
                        .filter(fromMs -> fromMs <= timeMs)
                        .max()
                        .orElseThrow();
                int version = java.util.Objects.requireNonNull(
                                meters.get(one.judged().catalogRevision()))
                        .version();
                lines.computeIfAbsent(new MeterTotals.Key(part, version), key -> new ArrayList<>())
                        .add(one);
            }
        }
        var quantities = new TreeMap<MeterTotals.Key, Quantity>(MeterTotals.Key.ORDER);
        lines.forEach((key, of) -> quantities.put(key, quantity(of, aggregation)));
        return comparable(quantities);
    }

    private static Quantity quantity(List<Known> of, Aggregation aggregation) {
        var values = of.stream().map(Known::value).toList();
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal value = switch (aggregation) {
            case COUNT -> BigDecimal.valueOf(of.size());
            case SUM -> sum;
            case AVG -> new Total(sum, of.size()).reading(Aggregation.AVG);
            case MIN -> values.stream().min(BigDecimal::compareTo).orElseThrow();
            case MAX -> values.stream().max(BigDecimal::compareTo).orElseThrow();
            case LATEST ->
                of.stream()
                        .max(java.util.Comparator.comparingLong(
                                        (Known one) -> one.judged().event().timeMs())
                                .thenComparing(Known::value))
                        .orElseThrow()
                        .value();
            case UNIQUE_COUNT ->
                BigDecimal.valueOf(new HashSet<>(values.stream()
                                .map(BigDecimal::stripTrailingZeros)
                                .toList())
                        .size());
            case TIME_WEIGHTED -> throw new IllegalArgumentException("a level has a test of its own");
        };
        return new Quantity(value, of.size(), true);
    }

    private static Map<MeterTotals.Key, Quantity> quantities(MeterTotals totals) {
        var quantities = new TreeMap<MeterTotals.Key, Quantity>(MeterTotals.Key.ORDER);
        totals.all().forEach((key, total) -> quantities.put(key, Quantity.of(total, totals.aggregation())));
        return comparable(quantities);
    }

    /** Of equal numbers one form. */
    private static Map<MeterTotals.Key, Quantity> comparable(Map<MeterTotals.Key, Quantity> quantities) {
        var same = new HashMap<MeterTotals.Key, Quantity>();
        quantities.forEach(
                (key, q) -> same.put(key, new Quantity(q.value().stripTrailingZeros(), q.events(), q.exact())));
        return same;
    }

    private static String digestOf(List<Known> known, Map<Origin, Boolean> stands) {
        var sum = java.math.BigInteger.ZERO;
        for (Known one : known) {
            if (stands.getOrDefault(one.judged().at(), true)) {
                var digest = EventDigests.of(one.judged().event());
                sum = sum.add(new java.math.BigInteger("%016x%016x".formatted(digest.high(), digest.low()), 16));
            }
        }
        return "%032x".formatted(sum.mod(java.math.BigInteger.TWO.pow(128)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "region=eu"})
    void aGroupAndAVersionAreTakenAlone(String group) {
        var meter = new Meter(
                "m",
                2,
                "call",
                Aggregation.COUNT,
                "",
                List.of(GroupBy.field("region")),
                Set.of(Window.MONTH),
                Duration.ofHours(24),
                "call",
                Filter.ALL);
        var question = new UsageQuestion("L", "m", FROM, TO, group, 2, 10);
        var recomputation = new UsageRecomputation(
                question,
                Aggregation.COUNT,
                PlanPart.of(FROM, TO, List.of()),
                new Corrections(),
                history(revision -> Optional.of(revision == 1 ? meter(1, Aggregation.COUNT) : meter)),
                EventDigests::of,
                null,
                null);
        var random = new Random(1);
        var known = new ArrayList<Known>();
        for (long offset = 0; offset < 50; offset++) {
            known.add(record(random, new Origin(EVENTS, 0, offset), ""));
        }
        known.forEach(one -> recomputation.take(one.judged()));
        long expected = known.stream()
                .filter(Known::fed)
                .filter(one -> one.judged().catalogRevision() > 1)
                .filter(one -> group.isEmpty()
                        || "eu".equals(one.judged().event().values().get("region")))
                .count();
        assertEquals(
                expected,
                recomputation.now().all().values().stream()
                        .mapToLong(Total::events)
                        .sum());
        assertEquals(expected, recomputation.listing().offered());
        assertTrue(recomputation.listing().shown().stream()
                .allMatch(shown -> group.isEmpty() || shown.group().equals(group)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1_000})
    void whatThereIsSomethingToSayOfIsListedFirst(int most) {
        var listing = new EventListing(most);
        for (int i = 0; i < 200; i++) {
            listing.offer(new EventListing.Shown(
                    "s", "e" + i, i, new Origin(EVENTS, 0, i), "OPEN", 1, 0, "", "1", i != 150, false, "", null));
        }
        var shown = listing.shown();
        assertEquals(Math.min(most, 200), shown.size());
        assertTrue(shown.stream().anyMatch(one -> one.id().equals("e150")));
        assertEquals(
                shown.stream().map(EventListing.Shown::timeMs).sorted().toList(),
                shown.stream().map(EventListing.Shown::timeMs).toList());
        assertEquals(200, listing.offered());
    }

    @org.junit.jupiter.api.Test
    void aPeriodIsPartedWherePlansChangedWithinIt() {
        var timeline = List.of(
                event("ISSUED", 0, "a"),
                event("PLAN_CHANGED", 900, "b"),
                event("REFUSED", 2_000, "x"),
                event("PLAN_CHANGED", 3_000, "c"),
                event("PLAN_CHANGED", TO, "d"));
        assertEquals(
                List.of(new PlanPart(FROM, 3_000, "b"), new PlanPart(3_000, TO, "c")), PlanPart.of(FROM, TO, timeline));
        assertEquals(List.of(new PlanPart(FROM, TO, "")), PlanPart.of(FROM, TO, List.of()));
    }

    @org.junit.jupiter.api.Test
    void evidenceIsGoneWhereATopicBeginsAfterThePeriod() {
        var whole = new EvidenceStart("a", 0, 9_999);
        var early = new EvidenceStart("b", 7, 500);
        var late = new EvidenceStart("c", 7, 2_000);
        assertEquals(Optional.empty(), EvidenceStart.latestLack(List.of(whole, early), 500, true));
        assertEquals(Optional.of(late), EvidenceStart.latestLack(List.of(whole, early, late), 500, true));
        assertEquals(Optional.of(early), EvidenceStart.latestLack(List.of(whole, early), 499, true));
        // By another clock nobody can tell.
        assertEquals(Optional.of(early), EvidenceStart.latestLack(List.of(whole, early), 5_000, false));
        assertEquals(Optional.empty(), EvidenceStart.latestLack(List.of(whole), 0, false));
        var problem = late.expired(1_000);
        assertEquals(410, problem.status());
        assertEquals("EVIDENCE_EXPIRED", problem.code());
        assertTrue(problem.detail().contains("1970-01-01T00:00:02Z"), problem.detail());
    }

    private static MeterHistory history(java.util.function.LongFunction<Optional<Meter>> meters) {
        return new MeterHistory("m", meters, TreeMap::new, new MeterSwitches());
    }

    private static TimelineEvent event(String type, long atMs, @Nullable String plan) {
        return new TimelineEvent(
                "L",
                1,
                type,
                "ACTIVE",
                "",
                "",
                "",
                type.equals("REFUSED") ? "WRONG_STATE" : "",
                "",
                "",
                atMs,
                "p",
                plan == null ? "" : plan,
                "c",
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                "",
                null,
                1,
                null,
                Map.of(),
                LINE);
    }

    private static Meter meter(int version, Aggregation aggregation) {
        return new Meter(
                "m",
                version,
                "call",
                aggregation,
                aggregation == Aggregation.COUNT ? "" : "v",
                List.of(),
                Set.of(Window.MONTH),
                Duration.ofHours(24),
                "call",
                Filter.ALL);
    }
}
