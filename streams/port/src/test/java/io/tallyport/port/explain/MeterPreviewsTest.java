package io.tallyport.port.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.statement.ShelfBook;
import io.tallyport.readmodel.Answer;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A preview, held against a plain fold of the events that stand. */
class MeterPreviewsTest {

    private static final long NOW = at("2026-02-10T00:00:00Z");
    private static final long FROM = at("2026-01-20T00:00:00Z");
    private static final String FROM_TEXT = "2026-01-20T00:00:00Z";
    private static final long ANCHOR = at("2026-01-15T00:00:00Z");
    private static final String BULK = TopicCatalog.USAGE_BULK.name();

    private final RecordedTopics topics = new RecordedTopics(3);
    private final RecordedBook book = new RecordedBook();
    private final Map<String, UsageCalendar> calendars = new TreeMap<>();

    /** An event that stands, as the test knows it. */
    private record Known(
            String license,
            long timeMs,
            BigDecimal before,
            @Nullable BigDecimal after) {}

    @ParameterizedTest
    @EnumSource(Aggregation.class)
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
        };
        return PlainNumber.text(value);
    }

    @Test
    void whatAnEarlierRecountMadeCountIsWhatItSays() throws Exception {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        String second = RecordedBook.meter(2, FROM_TEXT, "SUM", "b");
        book.apply(RecordedBook.meter(1, null, "SUM", "a"), second);
        var values = Map.of("a", BigDecimal.ONE, "b", BigDecimal.TEN, "c", new BigDecimal(100));
        topics.counted(RecordedTopics.event("L", "x", FROM + 1, values), 1);
        topics.recounted("L", 2, FROM + 2, "RECOUNT");
        String third = RecordedBook.meter(3, "2026-01-20T00:00:00.001Z", "SUM", "c");
        var proposal = book.propose(NOW, RecordedBook.meter(1, null, "SUM", "a"), second, third);
        JsonNode row = preview(proposal, "", "").path("periods").path(0);
        assertEquals("10", row.path("says").asText(), row.toString());
        assertEquals("100", row.path("wouldSay").asText());
        assertEquals("90", row.path("difference").asText());
    }

    @Test
    void aNewMeterThatBeginsInThePastSaysNothingYet() throws Exception {
        license("L", UsageCalendar.UTC);
        String other = RecordedBook.meter(1, null, "SUM", "a").replace("id: m", "id: other");
        book.apply(other);
        topics.counted(RecordedTopics.event("L", "x", FROM, Map.of("a", BigDecimal.ONE)), 1);
        topics.counted(RecordedTopics.event("L", "y", FROM - 1, Map.of("a", BigDecimal.ONE)), 1);
        var proposal = book.propose(NOW, other, RecordedBook.meter(1, FROM_TEXT, "COUNT", ""));
        JsonNode row = preview(proposal, "", "").path("periods").path(0);
        assertEquals("0", row.path("says").asText(), row.toString());
        assertEquals("1", row.path("wouldSay").asText());
    }

    @Test
    void thoseThatChangeMostAreListedAndTheTotalsAreOverAll() throws Exception {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (int i = 0; i < 130; i++) {
            String license = "L%03d".formatted(i);
            license(license, UsageCalendar.UTC);
            var values = Map.of("a", BigDecimal.ZERO, "c", new BigDecimal(i));
            topics.counted(RecordedTopics.event(license, "x", FROM, values), 1);
        }
        JsonNode told = preview(repaired(Aggregation.SUM), "", "");
        assertEquals(100, told.path("periods").size());
        assertEquals("129", told.path("periods").path(0).path("difference").asText());
        assertEquals("30", told.path("periods").path(99).path("difference").asText());
        JsonNode total = told.path("totals").path(0);
        assertEquals(130, total.path("licenses").asInt());
        assertEquals(129, total.path("changed").asInt());
        assertEquals("8385", total.path("difference").asText());
    }

    @Test
    void aCallGoesOnWhereTheOneBeforeStopped() throws Exception {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (int i = 0; i < 20; i++) {
            license("L" + i, UsageCalendar.UTC);
            topics.counted(
                    RecordedTopics.event("L" + i, "x", FROM, Map.of("a", BigDecimal.ONE, "c", BigDecimal.TEN)), 1);
        }
        var proposal = repaired(Aggregation.SUM);
        JsonNode rest = preview(proposal, "", "1.1.L1");
        long expected = calendars.keySet().stream()
                .filter(license -> {
                    int partition = LicensePartition.of(license, 3);
                    return partition == 2 || partition == 1 && license.compareTo("L1") > 0;
                })
                .count();
        assertEquals(expected, rest.path("totals").path(0).path("licenses").asLong());
        assertEquals("after", refused(() -> preview(proposal, "", "2.0.")).field());
        assertEquals(
                "CATALOG_BASE_MISMATCH",
                refused(() -> preview(proposal, "", "2.0.")).code());
        for (String malformed : List.of("1.3.", "x", "1.0")) {
            assertEquals(
                    "MALFORMED", refused(() -> preview(proposal, "", malformed)).code());
        }
        assertEquals(
                "LICENSE_UNKNOWN",
                refused(() -> preview(proposal, "nobody", "")).code());
    }

    @ParameterizedTest
    @CsvSource({"usage.events.v1", "usage.verdicts.v1"})
    void withoutTheEvidenceOfTheFirstMonthNothingIsSaid(String topic) {
        license("L", UsageCalendar.UTC);
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        for (String time : List.of("2026-01-05T00:00:00Z", "2026-01-25T00:00:00Z")) {
            topics.counted(RecordedTopics.event("L", time, at(time), Map.of("a", BigDecimal.ONE)), 1);
        }
        topics.lose(topic, 1);
        Problem expired = refused(() -> preview(repaired(Aggregation.SUM), "L", ""));
        assertEquals("EVIDENCE_EXPIRED", expired.code());
        assertTrue(expired.detail().contains("2026-01-01T00:00:00Z"), expired.detail());
    }

    @Test
    void aDocumentThatRecountsNothingIsToldSo() {
        book.apply(RecordedBook.meter(1, null, "SUM", "a"));
        var same = book.propose(NOW, RecordedBook.meter(1, null, "SUM", "a"));
        assertEquals("meter", refused(() -> preview(same, "", "")).field());
        var untimed = book.propose(NOW, RecordedBook.meter(2, null, "SUM", "c"));
        assertEquals("from", refused(() -> preview(untimed, "", "")).field());
        assertEquals(
                "NOTHING_TO_RECOUNT", refused(() -> preview(untimed, "", "")).code());
        var request = new MeterPreviews.Request("nobody", "", "");
        assertEquals(
                "METER_UNKNOWN",
                refused(() -> previews().preview(untimed, request)).code());
    }

    private io.tallyport.port.catalog.CatalogProposal repaired(Aggregation aggregation) {
        String last = book.catalogs.size() == 1 ? "a" : "b";
        return book.propose(
                NOW,
                RecordedBook.meter(book.catalogs.size(), null, aggregation.name(), last),
                RecordedBook.meter(9, FROM_TEXT, aggregation.name(), "c"));
    }

    private JsonNode preview(io.tallyport.port.catalog.CatalogProposal proposal, String license, String after) {
        try {
            return Json.MAPPER.readTree(previews()
                    .preview(proposal, new MeterPreviews.Request("", license, after))
                    .body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private MeterPreviews previews() {
        var statements = new io.tallyport.port.statement.StatementBook() {
            private final ShelfBook none = new ShelfBook();

            @Override
            public Answer<List<io.tallyport.readmodel.StatementSummary>> statements(
                    io.tallyport.readmodel.StatementFilter filter) {
                return none.statements(filter);
            }

            @Override
            public Answer<Optional<io.tallyport.readmodel.Statement>> statement(String license, long number) {
                return none.statement(license, number);
            }

            @Override
            public Answer<List<io.tallyport.readmodel.StatementLine>> lines(String license, long number, int page) {
                return none.lines(license, number, page);
            }

            @Override
            public Answer<Optional<LicenseTerm>> term(String license) {
                return new Answer<>(
                        Optional.ofNullable(calendars.get(license))
                                .map(calendar -> new LicenseTerm(
                                        license,
                                        "c",
                                        calendar.timeZone(),
                                        calendar.anchorMs() == UsageCalendar.NO_ANCHOR ? null : calendar.anchorMs(),
                                        0,
                                        Long.MAX_VALUE)),
                        Map.of(),
                        0);
            }

            @Override
            public Answer<List<io.tallyport.readmodel.TimelineEvent>> timeline(String license, int limit) {
                return none.timeline(license, limit);
            }
        };
        return new MeterPreviews(topics::reader, topics.registry, statements, book, 3, () -> NOW, () -> true);
    }

    private static Problem refused(Runnable asked) {
        return assertThrows(ProblemException.class, asked::run).problem();
    }

    private void license(String license, UsageCalendar calendar) {
        calendars.put(license, calendar);
        book.licenses.add(license);
    }

    private UsageCalendar calendar(String license) {
        return java.util.Objects.requireNonNull(calendars.get(license));
    }

    private long firstMs(String license) {
        return calendar(license).fromMs(Window.MONTH, FROM);
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
