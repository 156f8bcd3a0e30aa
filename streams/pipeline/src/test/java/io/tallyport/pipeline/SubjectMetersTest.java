package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.pipeline.KnownEvents.One;
import io.tallyport.pipeline.recount.TestWorker;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Meters that keep usage for each subject below a license. */
class SubjectMetersTest {

    private static final Instant T = Harness.START;
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Aggregation> KINDS =
            List.of(Aggregation.COUNT, Aggregation.SUM, Aggregation.MAX, Aggregation.UNIQUE_COUNT);

    @TempDir
    Path folder;

    /**
     * Whatever is corrected and recounted, each subject holds what it and those below it used, as if what does not stand had never come;
     * and the outermost ones with what is of none are the total.
     */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void aSubjectHoldsWhatStandsOfItAndOfThoseBelowIt(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var h = started(stores, meters())) {
            var known = new KnownEvents(h);
            int answered = 0;
            for (int i = 0; i < 240; i++) {
                if (random.nextInt(3) > 0 || known.all().isEmpty()) {
                    known.send(event(random, "e" + i).build());
                } else {
                    known.correct(random, "c" + i, event(random, "x" + i).build(), one -> true);
                }
                if (random.nextInt(4) == 0) {
                    h.tick(T.plusSeconds(i));
                    h.slice();
                }
                answered = random.nextInt(10) == 0 ? answer(h, known, answered) : answered;
            }
            for (int round = 0; round < 3; round++) {
                h.tick(T.plusSeconds(1_000 + round));
                h.slice();
                answered = answer(h, known, answered);
            }
            known.all().forEach(one -> h.usage(UsageEventV1.newBuilder(one.event)));
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertTrue(answered > 10, "seed " + seed);
            var readings = readings(h);
            assertEquals(expected(known), readings, "seed " + seed);
            assertAddUp(readings, "seed " + seed);
        }
    }

    private static void assertAddUp(Map<String, String> readings, String said) {
        for (String meter : List.of("count", "sum")) {
            // One element: no slash but behind a backslash; or a slash alone.
            var outermost = Pattern.compile(meter + " MONTH 2026-01 \\[((\\\\.|[^/\\\\])+|/)]");
            BigDecimal parts = BigDecimal.ZERO;
            BigDecimal total = BigDecimal.ZERO;
            for (var reading : readings.entrySet()) {
                var value = new BigDecimal(reading.getValue().split(" ", 2)[0]);
                if (reading.getKey().equals(meter + " MONTH 2026-01 []")) {
                    total = value;
                } else if (outermost.matcher(reading.getKey()).matches()) {
                    parts = parts.add(value);
                }
            }
            assertTrue(total.signum() > 0, said);
            assertEquals(total, parts, said);
        }
    }

    private static int answer(Harness h, KnownEvents known, int from) {
        var requests = h.read(TopicCatalog.RECOUNT_REQUESTS);
        for (var request : requests.subList(from, requests.size())) {
            TestWorker.answers(h.registry, request, known.all())
                    .forEach(answer -> h.usage(UsageEventV1.newBuilder(answer)));
        }
        return requests.size();
    }

    /** Each window and subject folded from all events, one by one. */
    private static Map<String, String> expected(KnownEvents known) {
        var held = new TreeMap<String, List<One>>();
        for (One one : known.all()) {
            String at = Instant.ofEpochMilli(one.event.getTimeMs()).toString();
            var names = new ArrayList<>(List.of(
                    "HOUR " + at.substring(0, 13) + " []",
                    "DAY " + at.substring(0, 10) + " []",
                    "MONTH " + at.substring(0, 7) + " []"));
            for (String subject : subjects(one.event.getSubjectPath())) {
                names.add("DAY " + at.substring(0, 10) + " [" + subject + "]");
                names.add("MONTH " + at.substring(0, 7) + " [" + subject + "]");
            }
            for (String name : names) {
                var all = held.computeIfAbsent(name, n -> new ArrayList<>());
                if (one.stands) {
                    all.add(one);
                }
            }
        }
        var values = new TreeMap<String, String>();
        held.forEach((name, events) -> {
            for (Aggregation kind : KINDS) {
                boolean isKept = kind != Aggregation.UNIQUE_COUNT
                        || name.startsWith("MONTH")
                        || name.startsWith("DAY") && name.endsWith("[]");
                if (isKept) {
                    values.put(nameOf(kind) + " " + name, fold(kind, events) + " of " + events.size());
                }
            }
        });
        return values;
    }

    /** As the docs say it: the path and each that stands above it; a slash alone if there is none. */
    private static List<String> subjects(List<String> path) {
        if (path.isEmpty()) {
            return List.of("/");
        }
        var subjects = new ArrayList<String>();
        for (int i = 1; i <= path.size(); i++) {
            subjects.add(String.join(
                    "/",
                    path.subList(0, i).stream()
                            .map(element -> element.replace("\\", "\\\\").replace("/", "\\/"))
                            .toList()));
        }
        return subjects;
    }

    private static String fold(Aggregation kind, List<One> events) {
        var values = events.stream().map(one -> (Long) one.event.getData().get("size"));
        long folded = switch (kind) {
            case COUNT -> events.size();
            case SUM -> values.mapToLong(Long::longValue).sum();
            case MAX -> values.mapToLong(Long::longValue).max().orElse(0);
            default -> values.distinct().count();
        };
        return Long.toString(folded);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void aLevelHasSoManySubjectsAndNoMoreAndTheNextMonthHasRoomAgain(StoreKind stores) {
        try (var h = started(stores, List.of(meter(Aggregation.COUNT)))) {
            for (int i = 0; i < Subjects.MOST_BELOW; i++) {
                h.usage(event("e" + i, T, "acme", "s" + i));
            }
            h.usage(event("one-more", T, "acme", "new", "below"));
            assertEquals(List.of("TOO_MANY_SUBJECTS"), h.reasons());
            h.usage(event("known", T, "acme", "s7"));
            h.usage(event("below", T, "acme", "s7", "kim"));
            h.usage(event("beside", T, "other"));
            h.usage(event("none", T));
            assertEquals(1, h.reasons().size(), "others go on");
            assertEquals(Subjects.MOST_BELOW + 4L, h.verdicts(VerdictKind.COUNTED));
            assertEquals(null, readings(h).get("count MONTH 2026-01 [acme/new]"), "it was rejected as a whole");
            var february = Instant.parse("2026-02-01T00:00:00Z");
            h.tick(february);
            h.usage(event("one-more", february, "acme", "new", "below"));
            assertEquals(1, h.reasons().size());
            assertEquals("1 of 1", readings(h).get("count MONTH 2026-02 [acme/new/below]"));
        }
    }

    /** A flood of new subjects is rejected, and takes up no room. */
    @Test
    void aFloodOfNewSubjectsLeavesNothingBehind() {
        try (var h = started(StoreKind.OWN, List.of(meter(Aggregation.COUNT)))) {
            for (int i = 0; i < Subjects.MOST_BELOW; i++) {
                h.usage(event("e" + i, T, "s" + i));
            }
            h.tick(T.plusSeconds(1));
            double before = h.metrics.get("tallyport.ledgers.bytes").gauge().value();
            for (int i = 0; i < 2_000; i++) {
                h.usage(event("f" + i, T, "flood-" + i, "x" + i));
            }
            h.tick(T.plusSeconds(2));
            assertEquals(2_000, h.reasons().size());
            assertEquals(
                    before, h.metrics.get("tallyport.ledgers.bytes").gauge().value());
            h.usage(event("known", T, "s3"));
            assertEquals(2_000, h.reasons().size());
        }
    }

    @Test
    void aPathThatIsTooLongIsRejectedByNameAndAnElementThatIsEmptySaysNothing() {
        try (var h = started(StoreKind.OWN, List.of(meter(Aggregation.COUNT)))) {
            h.usage(event("deep", T, "a", "b", "c", "d", "e", "f", "g", "h", "i"));
            h.usage(event("long", T, "x".repeat(129)));
            h.usage(event("wide", T, "\u00e4".repeat(128), "\u00e4".repeat(72)));
            assertEquals(List.of("SUBJECT_TOO_LONG", "SUBJECT_TOO_LONG", "SUBJECT_TOO_LONG"), h.reasons());
            assertEquals("subject", h.read(TopicCatalog.USAGE_VERDICTS).get(0).getField());
            h.usage(event("fits", T, "a", "b", "c", "d", "e", "f", "g", "h"));
            h.usage(event("blank", T, "", "a", ""));
            h.usage(event("nobody", T, ""));
            h.tick(T.plusSeconds(1));
            var readings = readings(h);
            assertEquals("1 of 1", readings.get("count MONTH 2026-01 [/]"));
            assertEquals("2 of 2", readings.get("count MONTH 2026-01 [a]"));
            assertEquals("1 of 1", readings.get("count MONTH 2026-01 [a/b/c/d/e/f/g/h]"));
        }
    }

    /** Statements have no lines of subjects; what is of none stands in the certificate, also where a late void comes first. */
    @Test
    void theCertificateSaysWhatIsOfNoSubject() {
        try (var h = started(
                StoreKind.OWN,
                List.of(
                        meter(Aggregation.SUM),
                        meter(Aggregation.COUNT),
                        Map.of("id", "plain", "eventType", "api.call", "aggregation", "COUNT")))) {
            var known = new KnownEvents(h);
            known.send(event("a", T, "acme", "search").build());
            known.send(event("b", T).build());
            known.send(event("c", T).build());
            known.voided(known.all().get(2), "c1");
            h.tick(Instant.parse("2026-02-02T00:00:00Z"));
            h.slice();
            var statement = h.statements().get(0);
            assertEquals(
                    List.of("count 2", "plain 2", "sum 14"),
                    statement.getLines().stream()
                            .map(line -> line.getMeter() + " " + line.getQuantity())
                            .toList());
            StatementCertificateV1 certificate = Objects.requireNonNull(statement.getCertificate());
            assertEquals(
                    List.of("count 1 of 1", "sum 7 of 1"),
                    certificate.getUnattributed().stream()
                            .map(part -> part.getMeter() + " " + part.getQuantity() + " of " + part.getEvents())
                            .toList());
            // The period is closed: what changes of it is adjusted, of no subject by itself.
            known.voided(known.all().get(0), "c2");
            h.tick(Instant.parse("2026-02-02T00:00:01Z"));
            assertEquals("0 of 0", readings(h).get("sum MONTH 2026-01 [acme/search]"));
            assertEquals("7 of 1", readings(h).get("sum MONTH 2026-01 [/]"));
            h.tick(Instant.parse("2026-03-02T00:00:00Z"));
            h.slice();
            assertEquals(
                    List.of("count -1", "plain -1", "sum -7"),
                    h.statements().get(1).getLines().stream()
                            .map(line -> line.getMeter() + " " + line.getQuantity())
                            .toList());
        }
    }

    /** Whole numbers of days only: an anchor within a day leaves months alone, as for groups. */
    @Test
    void monthsOfAnAnchorWithinADayHaveNoDaysOfSubjects() {
        var anchor = Instant.parse("2026-01-09T08:00:00Z");
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.of(List.of(meter(Aggregation.COUNT))));
            h.issueIn("", anchor, "lic-1");
            h.usage(event("after", anchor.plusSeconds(1), "acme"));
            h.usage(event("before", anchor.minusSeconds(1), "acme"));
            h.tick(T.plusSeconds(1));
            var names = new TreeSet<>(readings(h).keySet());
            names.removeIf(name -> name.endsWith("[]"));
            assertEquals(List.of("count MONTH 2025-12 [acme]", "count MONTH 2026-01 [acme]"), List.copyOf(names));
        }
    }

    private Harness started(StoreKind stores, List<Map<String, Object>> meters) {
        var harness = new Harness(folder, stores);
        harness.catalog(1, TestCatalogs.of(meters));
        harness.issue("lic-1");
        return harness;
    }

    private static List<Map<String, Object>> meters() {
        return KINDS.stream().map(SubjectMetersTest::meter).toList();
    }

    private static Map<String, Object> meter(Aggregation kind) {
        var meter = new HashMap<String, Object>(
                Map.of("id", nameOf(kind), "eventType", "api.call", "aggregation", kind.name(), "subjects", true));
        if (kind != Aggregation.COUNT) {
            meter.put("value", "size");
        }
        return meter;
    }

    private static String nameOf(Aggregation kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The latest of each window and subject. */
    private static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                String at = Instant.ofEpochMilli(value.getFromMs()).toString();
                int length = Map.of("HOUR", 13, "DAY", 10, "MONTH", 7).getOrDefault(value.getWindow(), 0);
                values.put(
                        value.getMeter() + " " + value.getWindow() + " " + at.substring(0, length) + " ["
                                + value.getSubject() + "]",
                        new BigDecimal(value.getValue()).stripTrailingZeros().toPlainString() + " of "
                                + value.getEvents() + (value.getRecounting() ? " recounting" : ""));
            }
        });
        return values;
    }

    private static UsageEventV1.Builder event(Random random, String id) {
        var path = new ArrayList<String>();
        for (int depth = random.nextInt(5); depth > 0; depth--) {
            path.add(List.of("a", "b/c", "d\\", "a\\/").get(random.nextInt(4)));
        }
        Instant at = T.minus(Duration.ofMinutes(
                random.nextInt((int) Duration.between(JANUARY, T).toMinutes())));
        return Harness.call("lic-1", id, at).setSubjectPath(path).setData(new HashMap<>(Map.of("size", (long)
                random.nextInt(40))));
    }

    private static UsageEventV1.Builder event(String id, Instant at, String... path) {
        return Harness.call("lic-1", id, at).setSubjectPath(List.of(path)).setData(new HashMap<>(Map.of("size", 7L)));
    }
}
