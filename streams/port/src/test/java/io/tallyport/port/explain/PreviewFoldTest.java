package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.port.answer.Json;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A preview, held against a plain fold of the events that stand. */
class PreviewFoldTest extends PreviewScene {

    private static final long ANCHOR = at("2026-01-15T00:00:00Z");
    private static final String BULK = TopicCatalog.USAGE_BULK.name();

    /** An event that stands, as the test knows it. */
    private record Known(
            String license,
            long timeMs,
            BigDecimal before,
            @Nullable BigDecimal after) {}

    @ParameterizedTest
    @EnumSource(value = Aggregation.class, mode = EnumSource.Mode.EXCLUDE, names = "TIME_WEIGHTED")
    void itIsThePlainFoldOfTheEventsThatStand(Aggregation aggregation) throws Exception {
        for (int i = 0; i < 8; i++) {
            license("L" + i, i % 2 == 0 ? UsageCalendar.UTC : UsageCalendar.of("Europe/Berlin", ANCHOR));
        }
        // Events of the first revision count by a, those of the second by b; c is what would have been right.
        book.apply(RecordedBook.meter(1, null, aggregation.name(), "a"));
        book.apply(RecordedBook.meter(2, null, aggregation.name(), "b"));
        var standing = new ArrayList<Known>();
        int unmeasured = fill(new Random(7), aggregation, standing);
        int written = topics.size();
        JsonNode told = preview(repaired(aggregation), "", "");

        var expected = new TreeMap<String, String>();
        var cells = new TreeMap<String, List<Known>>();
        for (Known known : standing) {
            UsageCalendar calendar = calendar(known.license());
            long monthMs = calendar.fromMs(Window.MONTH, known.timeMs());
            if (calendar.toMs(Window.MONTH, monthMs) > FROM) {
                cells.computeIfAbsent(known.license() + " " + Json.instant(monthMs), c -> new ArrayList<>())
                        .add(known);
            }
        }
        cells.forEach((cell, of) -> {
            var after = of.stream().filter(known -> known.after() != null).toList();
            expected.put(cell, number(aggregation, of, false) + " > " + number(aggregation, after, true));
        });
        var got = new TreeMap<String, String>();
        told.path("periods")
                .forEach(row -> got.put(
                        row.path("license").asText() + " " + row.path("from").asText(),
                        row.path("says").asText() + " > " + row.path("wouldSay").asText()));
        assertEquals(expected, got);
        JsonNode total = told.path("totals").path(0);
        assertEquals(8, total.path("licenses").asInt(), total.toString());
        assertEquals(cells.size(), total.path("periods").asInt());
        assertEquals(
                cells.values().stream().mapToInt(List::size).sum(),
                total.path("events").asInt());
        assertEquals(
                aggregation == Aggregation.COUNT ? 0 : unmeasured,
                total.path("unmeasured").asInt());
        if (aggregation != Aggregation.COUNT) {
            assertTrue(total.path("reason").asText().startsWith("VALUE_MISSING data.c"), total.toString());
        }
        assertEquals(aggregation.isAdditive(), total.has("says"));
        if (aggregation == Aggregation.SUM) {
            assertEquals(
                    0,
                    standing.stream()
                            .filter(known -> known.timeMs() >= firstMs(known.license()))
                            .map(Known::before)
                            .reduce(BigDecimal.ZERO, BigDecimal::add)
                            .compareTo(new BigDecimal(total.path("says").asText())));
        }
        assertEquals(1, told.path("undecided").asInt());
        // It changes nothing, and says the same again.
        assertEquals(written, topics.size());
        assertEquals(2, book.catalogs.size());
        assertEquals(told, preview(repaired(aggregation), "", ""));
        // One license alone says of itself what all say of it.
        JsonNode one = preview(repaired(aggregation), "L3", "");
        var alone = new HashSet<JsonNode>();
        told.path("periods").forEach(row -> {
            if (row.path("license").asText().equals("L3")) {
                alone.add(row);
            }
        });
        var rows = new HashSet<JsonNode>();
        one.path("periods").forEach(rows::add);
        assertEquals(alone, rows);
        assertFalse(one.has("next"));
    }

    /** Fills the topics; gives how many events that stand the new version cannot measure. */
    private int fill(Random random, Aggregation aggregation, List<Known> standing) {
        int unmeasured = 0;
        for (int i = 0; i < 400; i++) {
            String license = "L" + random.nextInt(8);
            long timeMs = at("2025-12-20T00:00:00Z") + random.nextInt(50) * 86_400_000L + random.nextInt(86_400_000);
            var values = new HashMap<String, Object>();
            values.put("a", BigDecimal.valueOf(random.nextInt(50)));
            values.put("b", BigDecimal.valueOf(random.nextInt(50)));
            boolean measurable = random.nextInt(10) > 0;
            if (measurable) {
                values.put("c", BigDecimal.valueOf(random.nextInt(50)));
            }
            long revision = 1L + random.nextInt(2);
            UsageEventV1 event =
                    RecordedTopics.event(license, "e" + i, timeMs, values).build();
            int fate = random.nextInt(10);
            if (fate == 0) {
                topics.add(TopicCatalog.USAGE_EVENTS, event, VerdictKind.DUPLICATE, "", revision);
                continue;
            }
            boolean bulk = random.nextInt(3) == 0;
            long offset = topics.add(
                    bulk ? TopicCatalog.USAGE_BULK : TopicCatalog.USAGE_EVENTS,
                    event,
                    VerdictKind.COUNTED,
                    "",
                    revision);
            String topic = bulk ? BULK : TopicCatalog.USAGE_EVENTS.name();
            if (fate <= 3) {
                topics.corrected(UsageKind.VOID, event, topic, offset);
            }
            if (fate == 1) {
                topics.corrected(UsageKind.RESTORE, event, topic, offset);
            }
            if (fate == 2 || fate == 3) {
                continue;
            }
            boolean recounted = timeMs >= FROM;
            BigDecimal before = (BigDecimal) values.get(revision == 1 ? "a" : "b");
            Object after = recounted && aggregation != Aggregation.COUNT ? values.get("c") : before;
            standing.add(new Known(license, timeMs, java.util.Objects.requireNonNull(before), (BigDecimal) after));
            unmeasured += recounted && !measurable ? 1 : 0;
        }
        topics.add(
                TopicCatalog.USAGE_EVENTS,
                RecordedTopics.event("L1", "waits", NOW, Map.of("a", BigDecimal.ONE))
                        .build(),
                null,
                "",
                2);
        return unmeasured;
    }

    private static String number(Aggregation aggregation, List<Known> of, boolean after) {
        if (of.isEmpty()) {
            return "0";
        }
        var values = of.stream()
                .map(known -> after ? java.util.Objects.requireNonNull(known.after()) : known.before())
                .toList();
        BigDecimal sum = values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal value = switch (aggregation) {
            case COUNT -> BigDecimal.valueOf(values.size());
            case SUM -> sum;
            case AVG -> new Total(sum, values.size()).reading(Aggregation.AVG);
            case MIN -> values.stream().min(BigDecimal::compareTo).orElseThrow();
            case MAX -> values.stream().max(BigDecimal::compareTo).orElseThrow();
            case LATEST -> {
                Known latest = of.stream()
                        .max(java.util.Comparator.comparingLong(Known::timeMs))
                        .orElseThrow();
                yield after ? java.util.Objects.requireNonNull(latest.after()) : latest.before();
            }
            case UNIQUE_COUNT -> BigDecimal.valueOf(new HashSet<>(values).size());
            case TIME_WEIGHTED -> throw new IllegalArgumentException("a level has a test of its own");
        };
        return PlainNumber.text(value);
    }
}
