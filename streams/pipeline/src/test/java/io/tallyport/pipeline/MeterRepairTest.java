package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.recount.TestWorker;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen while a meter is repaired, and what of its answers is taken. */
class MeterRepairTest {

    private static final String LICENSE = "lic-1";
    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TUESDAY = T.minus(Duration.ofDays(2));

    @TempDir
    Path folder;

    private final AtomicBoolean bug = new AtomicBoolean();

    /** The wrong field summed past the limit; the right one does not. */
    @Test
    void aBreachThatTheWrongFieldMadeIsResolvedWithTheSwitchAndNotBefore() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            known.send(event("e1", TUESDAY.minusSeconds(1), 1_000, 1, "a"));
            known.send(event("e2", TUESDAY, 5_000, 2, "a"));
            assertEquals("DENY", h.api(LICENSE).getAccess(), "6,000 of 3,000 bytes");
            h.catalog(2, catalog(TUESDAY));
            known.send(event("e3", T, 9_000, 4, "a"));
            assertEquals("DENY", h.api(LICENSE).getAccess(), "what was counted is not forgotten meanwhile");
            assertEquals("6000", month(h, 1), "nor changed");
            assertEquals("4", month(h, 2), "what comes is counted by the new version");
            assertTrue(recounting(h, 1) && recounting(h, 2), "and all of it says that it is recounted");
            answer(h, known);
            assertEquals("1000", month(h, 1), "what was before stays with the first version");
            assertEquals("6", month(h, 2));
            assertEquals("ALLOW", h.api(LICENSE).getAccess());
            var alerts = h.read(TopicCatalog.QUOTA_ALERTS);
            assertEquals(
                    QuotaAlertStatus.RESOLVED, alerts.get(alerts.size() - 1).getStatus());
            assertEquals(
                    List.of("usage.recount size from 2026-01-08T09:00:00Z: 2 events, 0 of them it cannot measure"),
                    audited(h));
        }
    }

    @Test
    void anAnswerThatDidNotFindTheSameEventsIsRefusedAndAskedForAgainFiveTimesAtMost() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            known.send(event("e1", T, 1_000, 7, "a"));
            h.catalog(2, catalog(TUESDAY));
            for (int attempt = 1; attempt <= 5; attempt++) {
                RecountRequestV1 asked = asked(h).get(attempt - 1);
                for (UsageEventV1 answer : TestWorker.answers(h.registry, asked, known.all())) {
                    answer.getData().put("digest", "0123456789abcdef0123456789abcdef");
                    h.usage(UsageEventV1.newBuilder(answer));
                }
                assertEquals(attempt, h.reasons().size());
                assertEquals("RECOUNT_MISMATCH", h.reasons().get(attempt - 1));
            }
            assertEquals(5, asked(h).size());
            assertTrue(recounting(h, 1), "it goes on to say that it waits");
        }
    }

    @Test
    void anAnswerInSeveralPartsIsTakenOnceAllAreThere() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            for (int i = 0; i < 500; i++) {
                known.send(event("e" + i, T.minusSeconds(i), 1, 2, "region-of-some-length-" + i));
            }
            h.catalog(2, catalog(TUESDAY));
            var parts = TestWorker.answers(h.registry, asked(h).get(0), known.all());
            assertTrue(parts.size() > 1, "parts: " + parts.size());
            for (int i = parts.size() - 1; i >= 0; i--) {
                h.usage(UsageEventV1.newBuilder(parts.get(i)));
                UsageVerdictV1 verdict = last(h);
                assertEquals(VerdictKind.CORRECTED, verdict.getKind());
                assertEquals(i == 0 ? "RECOUNT" : "RECOUNT_PART", verdict.getReason());
                assertEquals(i == 0 ? "1000" : "", month(h, 2), "part " + i);
            }
            h.usage(UsageEventV1.newBuilder(parts.get(0)));
            assertEquals("RECOUNT_OVERTAKEN", last(h).getReason());
        }
    }

    @Test
    void whatWaitedInQuarantineIsCountedOnce() {
        try (var h = new Harness(folder, this::valueAt)) {
            var known = started(h);
            known.send(event("e1", T, 1_000, 1, "a"));
            bug.set(true);
            known.send(event("e2", T, 1_000, 2, "a"));
            h.catalog(2, catalog(TUESDAY));
            known.send(event("e3", T, 1_000, 4, "a"));
            var before = asked(h).get(0);
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, LICENSE);
            h.slice();
            // The worker may have read the verdicts on what was released.
            for (UsageEventV1 answer : TestWorker.answers(h.registry, before, known.all())) {
                h.usage(UsageEventV1.newBuilder(answer));
            }
            assertEquals("RECOUNT_OVERTAKEN", last(h).getReason());
            h.tick(T.plusSeconds(1));
            answer(h, known);
            assertEquals("7", month(h, 2));
            assertEquals("0", month(h, 1));
        }
    }

    /** A revision comes after the release and before what waited was decided on: that is not counted by it yet. */
    @Test
    void whatIsReleasedUnderARevisionThatTheLicenseHasNotAdoptedIsTakenFromWhatCountedIt() {
        try (var h = new Harness(folder, this::valueAt)) {
            var known = started(h);
            known.send(event("e1", T, 1_000, 1, "a"));
            known.send(event("e2", T, 500, 2, "a"));
            bug.set(true);
            known.voided(known.all().get(0), "c1");
            known.send(event("e3", T, 300, 4, "a"));
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, LICENSE);
            h.revise(2, catalog(TUESDAY));
            h.slice();
            assertEquals(List.of(), h.reasons());
            assertEquals("500", month(h, 1));
            h.tick(T.plusSeconds(1));
            answer(h, known);
            assertEquals("0", month(h, 1));
            assertEquals("6", month(h, 2));
        }
    }

    @Test
    void anEventThatTheVersionCannotMeasureStaysCountedAndFeedsItNothing() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            var blank = event("e1", T, 1_000, 1, "a");
            blank.getData().remove("weight");
            known.send(blank);
            known.send(event("e2", T, 500, 2, "a"));
            h.catalog(2, catalog(TUESDAY));
            answer(h, known);
            assertEquals("2", month(h, 2));
            assertTrue(audited(h).get(0).endsWith("2 events, 1 of them it cannot measure"));
            h.usage(Corrections.voiding(blank, known.all().get(0).offset, "c1"));
            assertEquals("VOID", last(h).getReason());
            assertEquals("2", month(h, 2));
            h.usage(Corrections.voiding(known.all().get(1).event, known.all().get(1).offset, "c2"));
            assertEquals("0", month(h, 2), "what it feeds now is taken back");
        }
    }

    @Test
    void whatIsVoidedMeanwhileIsTakenFromTheVersionThatHasItAndTheFirstAnswerIsOvertaken() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            known.send(event("e1", TUESDAY, 500, 1, "a"));
            known.send(event("e2", T, 2_000, 2, "a"));
            h.catalog(2, catalog(TUESDAY));
            var before = asked(h).get(0);
            var early = TestWorker.answers(h.registry, before, known.all());
            known.voided(known.all().get(1), "c1");
            assertEquals("500", month(h, 1), "the first version has it until the switch");
            early.forEach(answer -> h.usage(UsageEventV1.newBuilder(answer)));
            assertEquals("RECOUNT_OVERTAKEN", last(h).getReason());
            answer(h, known);
            assertEquals("0", month(h, 1));
            assertEquals("1", month(h, 2));
            h.usage(Corrections.restoring(known.all().get(1).event, known.all().get(1).offset, "c2"));
            assertEquals("3", month(h, 2), "it comes back as the new version measures it");
        }
    }

    /** Neither license nor anybody else had a turn between the two. */
    @Test
    void ofTwoRepairsThatComeAtOnceTheEarlierInstantCounts() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            known.send(event("e1", TUESDAY.minusSeconds(1), 1_000, 1, "a"));
            known.send(event("e2", TUESDAY, 2_000, 2, "a"));
            known.send(event("e3", T, 4_000, 4, "a"));
            h.revise(2, catalog(TUESDAY));
            h.revise(3, catalog(TUESDAY, T));
            answer(h, known);
            assertEquals("1000", month(h, 1));
            assertEquals("2", month(h, 2));
            assertEquals("4", month(h, 3));
            h.usage(Corrections.voiding(known.all().get(1).event, known.all().get(1).offset, "c1"));
            assertEquals("0", month(h, 2));
        }
    }

    @Test
    void aLicenseWithoutEventsAndOneThatIsIssuedLaterWaitForNothing() {
        try (var h = new Harness(folder)) {
            started(h);
            h.catalog(2, catalog(TUESDAY));
            h.issue("lic-2");
            h.tick(T.plusSeconds(1));
            h.slice();
            h.usage(UsageEventV1.newBuilder(event("e1", T, 3, 5, "a")));
            h.tick(T.plusSeconds(2));
            assertEquals(List.of(), asked(h));
            assertEquals("5", month(h, 2));
        }
    }

    @Test
    void aVersionOfALaterInstantTakesOverThereForLateEventsToo() {
        try (var h = new Harness(folder)) {
            var known = started(h);
            Instant from = T.plus(Duration.ofHours(1));
            h.catalog(2, catalog(from));
            known.send(event("e1", T, 10, 1, "a"));
            h.tick(T.plus(Duration.ofHours(2)));
            known.send(event("e2", from, 20, 2, "a"));
            known.send(event("e3", from.minusMillis(1), 40, 4, "a"));
            assertEquals("50", month(h, 1));
            assertEquals("2", month(h, 2));
            assertEquals(List.of(), asked(h));
        }
    }

    private @Nullable Object valueAt(UsageEvent event, String path) {
        if (bug.get()) {
            throw new IllegalStateException("a bug of ours");
        }
        return Expression.FIELD_PATHS.valueAt(event, path);
    }

    private KnownEvents started(Harness h) {
        h.catalog(1, catalog());
        h.issue(LICENSE);
        return new KnownEvents(h);
    }

    private static UsageEventV1 event(String id, Instant at, long bytes, long weight, String region) {
        var data = new HashMap<String, Object>(Map.of("bytes", bytes, "weight", weight, "region", region));
        return Harness.call(LICENSE, id, at).setData(data).build();
    }

    /** A meter of bytes; from some instants on, in further versions, of weight. */
    private static Map<String, Object> catalog(Instant... froms) {
        var meters = new ArrayList<Map<String, Object>>();
        var first = new HashMap<String, Object>(Map.of(
                "id",
                "size",
                "eventType",
                "api.call",
                "aggregation",
                "SUM",
                "value",
                "bytes",
                "groups",
                List.of("region")));
        meters.add(first);
        for (int i = 0; i < froms.length; i++) {
            var next = new HashMap<>(first);
            next.putAll(Map.of("version", i + 2, "from", froms[i].toString(), "value", "weight"));
            meters.add(next);
        }
        return TestCatalogs.of(
                meters,
                List.of(Map.of(
                        "meter", "size", "limit", 3_000, "per", "MONTH", "kind", "HARD", "thresholds", List.of(100))));
    }

    private static List<RecountRequestV1> asked(Harness h) {
        h.tick(T.plusSeconds(1 + h.read(TopicCatalog.RECOUNT_REQUESTS).size()));
        return h.read(TopicCatalog.RECOUNT_REQUESTS);
    }

    private static void answer(Harness h, KnownEvents known) {
        var requests = asked(h);
        assertNotEquals(List.of(), requests);
        for (UsageEventV1 answer : TestWorker.answers(h.registry, requests.get(requests.size() - 1), known.all())) {
            h.usage(UsageEventV1.newBuilder(answer));
        }
    }

    private static UsageVerdictV1 last(Harness h) {
        var verdicts = h.read(TopicCatalog.USAGE_VERDICTS);
        return verdicts.get(verdicts.size() - 1);
    }

    private static List<String> audited(Harness h) {
        return h.read(TopicCatalog.AUDIT_ENTRIES).stream()
                .filter(entry -> entry.getAction().equals("usage.recount"))
                .map(entry -> entry.getAction() + " " + entry.getTarget() + " " + entry.getReason())
                .toList();
    }

    /** The latest reading of a version's month; empty if there is none. */
    private static String month(Harness h, int version) {
        return reading(h, version).replace(" recounting", "");
    }

    private static boolean recounting(Harness h, int version) {
        return reading(h, version).endsWith(" recounting");
    }

    private static String reading(Harness h, int version) {
        String latest = "";
        for (var reading : h.read(TopicCatalog.USAGE_READINGS)) {
            for (var value : reading.getValues()) {
                if (value.getMeterVersion() == version
                        && value.getWindow().equals("MONTH")
                        && value.getGroup().isEmpty()
                        && value.getFromMs() == MONTH.toEpochMilli()) {
                    latest = value.getValue() + (value.getRecounting() ? " recounting" : "");
                }
            }
        }
        return latest;
    }
}
