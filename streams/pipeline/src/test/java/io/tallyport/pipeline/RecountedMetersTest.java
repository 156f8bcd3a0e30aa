package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.LatestAt;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.KnownEvents.One;
import io.tallyport.pipeline.mapping.RecountMapping;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Corrections of meters that cannot tell what they are without an event; the test answers what the pipeline asks for. */
class RecountedMetersTest {

    private static final Instant T = Harness.START;
    private static final List<Aggregation> KINDS =
            List.of(Aggregation.MIN, Aggregation.MAX, Aggregation.LATEST, Aggregation.UNIQUE_COUNT);

    @TempDir
    Path folder;

    /** Whenever the answers come, and whatever comes between, readings are those of the events that stand. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAreThoseOfTheEventsThatStandOnceAllIsRecounted(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var h = started(stores)) {
            var known = new KnownEvents(h);
            int answered = 0;
            for (int i = 0; i < 500; i++) {
                if (random.nextInt(3) > 0 || known.all().isEmpty()) {
                    known.send(event(random, "e" + i).build());
                } else {
                    known.correct(random, "c" + i, event(random, "x" + i).build(), one -> true);
                }
                if (random.nextInt(4) == 0) {
                    h.tick(T.plusSeconds(i));
                    h.slice();
                }
                if (random.nextInt(10) == 0) {
                    answered = answer(h, known, answered);
                }
            }
            for (int round = 0; round < 3; round++) {
                h.tick(T.plusSeconds(1_000 + round));
                h.slice();
                answered = answer(h, known, answered);
            }
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertTrue(answered > 50, "seed " + seed);
            assertEquals(expected(known), readings(h), "seed " + seed);
        }
    }

    private static BigDecimal valueOf(One one) {
        return new BigDecimal(String.valueOf(one.event.getData().get("number")));
    }

    private static String groupOf(One one) {
        return "region=" + one.event.getData().get("region");
    }

    /** Answers the requests from one on; returns how many there are. */
    private int answer(Harness h, KnownEvents known, int from) {
        var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
        for (RecountRequestV1 request : requests.subList(from, requests.size())) {
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(request, totals(known, request, 0))));
        }
        return requests.size();
    }

    private Map<WindowStart, Total> totals(KnownEvents known, RecountRequestV1 request, int more) {
        Aggregation aggregation = Aggregation.valueOf(GroupUsage.seriesOf(request.getSeries())
                .toUpperCase(java.util.Locale.ROOT)
                .replace('-', '_'));
        long end = request.getRanges().stream()
                .filter(r -> r.getTopic().equals(TopicCatalog.USAGE_EVENTS.name()))
                .mapToLong(r -> r.getEnd())
                .max()
                .orElse(0);
        var totals = new LinkedHashMap<WindowStart, Total>();
        for (RecountWindowV1 window : request.getWindows()) {
            Total total = Total.ZERO;
            for (One one : known.all()) {
                boolean held = one.event.getTimeMs() >= window.getFromMs() && one.event.getTimeMs() < window.getToMs();
                boolean ranged = request.getRanges().stream()
                        .anyMatch(r -> r.getTopic().equals(TopicCatalog.USAGE_EVENTS.name())
                                && r.getFirst() <= one.offset
                                && one.offset < r.getEnd());
                boolean grouped = GroupUsage.isOfMinutes(request.getSeries())
                        || request.getGroup().isEmpty()
                        || request.getGroup().equals(groupOf(one));
                if (one.stoodBefore(end) && held && ranged && grouped) {
                    total = total.merge(aggregation, total(aggregation, one));
                }
            }
            totals.put(
                    new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs()),
                    new Total(total.value(), total.events() + more, total.detail()));
        }
        return totals;
    }

    private static Total total(Aggregation aggregation, One one) {
        return switch (aggregation) {
            case LATEST -> new Total(valueOf(one), 1, new LatestAt(one.event.getTimeMs()));
            case UNIQUE_COUNT -> new Total(BigDecimal.ONE, 1, Distinct.of(valueOf(one), UltraLogLogSketch.MAKER));
            default -> new Total(valueOf(one), 1);
        };
    }

    private static Map<String, String> expected(KnownEvents known) {
        var held = new TreeMap<String, List<One>>();
        for (One one : known.all()) {
            String at = Instant.ofEpochMilli(one.event.getTimeMs()).toString();
            for (String window : List.of(
                    "MINUTE " + at.substring(0, 16),
                    "HOUR " + at.substring(0, 13),
                    "DAY " + at.substring(0, 10),
                    "MONTH " + at.substring(0, 7))) {
                var all = held.computeIfAbsent(window + " ", w -> new ArrayList<>());
                if (one.stands) {
                    all.add(one);
                }
                if (window.startsWith("DAY") || window.startsWith("MONTH")) {
                    var grouped = held.computeIfAbsent(window + " " + groupOf(one), w -> new ArrayList<>());
                    if (one.stands) {
                        grouped.add(one);
                    }
                }
            }
        }
        var values = new TreeMap<String, String>();
        held.forEach((name, events) -> {
            for (Aggregation aggregation : KINDS) {
                boolean isKept = aggregation != Aggregation.UNIQUE_COUNT
                        || name.startsWith("MONTH")
                        || name.startsWith("MINUTE")
                        || name.startsWith("DAY") && name.endsWith(" ");
                if (isKept) {
                    values.put(aggregation + " " + name, text(plain(aggregation, events)) + " of " + events.size());
                }
            }
        });
        return values;
    }

    private static BigDecimal plain(Aggregation aggregation, List<One> events) {
        if (events.isEmpty()) {
            return BigDecimal.ZERO;
        }
        return switch (aggregation) {
            case MIN ->
                events.stream()
                        .map(RecountedMetersTest::valueOf)
                        .min(BigDecimal::compareTo)
                        .orElseThrow();
            case MAX ->
                events.stream()
                        .map(RecountedMetersTest::valueOf)
                        .max(BigDecimal::compareTo)
                        .orElseThrow();
            case UNIQUE_COUNT ->
                BigDecimal.valueOf(events.stream()
                        .map(one -> valueOf(one).stripTrailingZeros())
                        .distinct()
                        .count());
            default ->
                valueOf(events.stream()
                        .max(java.util.Comparator.comparingLong((One one) -> one.event.getTimeMs())
                                .thenComparing(RecountedMetersTest::valueOf))
                        .orElseThrow());
        };
    }

    private static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                String at = Instant.ofEpochMilli(value.getFromMs()).toString();
                int length =
                        Map.of("MINUTE", 16, "HOUR", 13, "DAY", 10, "MONTH", 7).getOrDefault(value.getWindow(), 0);
                values.put(
                        value.getAggregation() + " " + value.getWindow() + " " + at.substring(0, length) + " "
                                + value.getGroup(),
                        text(new BigDecimal(value.getValue())) + " of " + value.getEvents()
                                + (value.getRecounting() ? " recounting" : ""));
            }
        });
        return values;
    }

    private static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    @Test
    void anAnswerThatDoesNotAgreeIsRefusedAndAskedForAgainAndOneThatIsNotAwaitedChangesNothing() {
        try (var h = started(StoreKind.OWN)) {
            var known = new KnownEvents(h);
            for (int i = 0; i < 5; i++) {
                var event = event(new Random(i), "e" + i)
                        .setTimeMs(T.toEpochMilli())
                        .build();
                known.send(event);
            }
            One largest = known.all().stream()
                    .max(java.util.Comparator.comparing(RecountedMetersTest::valueOf))
                    .orElseThrow();
            known.voided(largest, "c1");
            h.tick(T.plusSeconds(1));
            h.slice();
            RecountRequestV1 asked = last(h, "max", "");
            assertTrue(recounting(h));
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(asked, totals(known, asked, 1))));
            assertEquals(List.of("RECOUNT_MISMATCH"), h.reasons());
            h.tick(T.plusSeconds(2));
            h.slice();
            RecountRequestV1 again = last(h, "max", "");
            assertTrue(again.getCauseOffset() > asked.getCauseOffset(), "asked for again");
            long before = h.verdicts(VerdictKind.DUPLICATE);
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(asked, totals(known, asked, 0))));
            assertEquals(before + 1, h.verdicts(VerdictKind.DUPLICATE), "nobody waits for that one any more");
            answer(h, known, 0);
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(again, totals(known, again, 0))));
            h.tick(T.plusSeconds(3));
            h.slice();
            assertFalse(recounting(h));
            assertEquals(expected(known), readings(h));
            h.usage(UsageEventV1.newBuilder(RecountMapping.answer(again, totals(known, again, 0)))
                    .setData(Map.of("window.nonsense", "x")));
            assertEquals("KIND_UNSUPPORTED", h.reasons().get(1));
        }
    }

    private static boolean recounting(Harness h) {
        return readings(h).values().stream().anyMatch(value -> value.endsWith("recounting"));
    }

    private static RecountRequestV1 last(Harness h, String series, String group) {
        return h.read(TopicCatalog.RECOUNT_REQUESTS).stream()
                .filter(r -> r.getSeries().equals(series) && r.getGroup().equals(group))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private Harness started(StoreKind stores) {
        var harness = new Harness(folder, stores);
        var meters = new ArrayList<Map<String, Object>>();
        for (Aggregation aggregation : KINDS) {
            meters.add(Map.of(
                    "id",
                    aggregation.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    "eventType",
                    "api.call",
                    "aggregation",
                    aggregation.name(),
                    "value",
                    "size",
                    "windows",
                    aggregation == Aggregation.UNIQUE_COUNT
                            ? List.of("MINUTE", "DAY", "MONTH")
                            : List.of("MINUTE", "HOUR", "DAY", "MONTH"),
                    "groups",
                    List.of("region")));
        }
        harness.catalog(1, TestCatalogs.of(meters));
        harness.issue("lic-1");
        return harness;
    }

    /** Few values, so that the same one comes often. */
    private static UsageEventV1.Builder event(Random random, String id) {
        long size = random.nextInt(40);
        var data = new HashMap<String, Object>();
        data.put("size", size);
        data.put("number", Long.toString(size));
        data.put("region", "r" + random.nextInt(3));
        // Half of them close together, so that minutes hold several.
        int ago = random.nextBoolean() ? random.nextInt(12_000) : random.nextInt(90);
        return Harness.call("lic-1", id, T.minus(Duration.ofMinutes(ago))).setData(data);
    }
}
