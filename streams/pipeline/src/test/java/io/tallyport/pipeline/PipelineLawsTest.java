package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.PeriodZone;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of the pipeline, whatever it keeps its state in. */
@ParameterizedClass
@EnumSource(StoreKind.class)
class PipelineLawsTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Parameter
    StoreKind stores = StoreKind.OWN;

    private Harness started(long limit) {
        var harness = new Harness(folder, stores);
        harness.catalog(1, TestCatalogs.quick(limit));
        harness.issue("lic-1");
        return harness;
    }

    @Test
    void theEventPastTheLimitIsCountedAndTheLicenseIsDeniedWithEvidence() {
        try (var h = started(10)) {
            for (int i = 1; i <= 11; i++) {
                h.usage(Harness.call("lic-1", "e" + i, T));
            }
            assertEquals(11, h.verdicts(VerdictKind.COUNTED));
            assertEquals("11", h.reading("lic-1", "calls", "MONTH", MONTH));
            var api = h.api("lic-1");
            assertEquals("DENY", api.getAccess());
            assertEquals("QUOTA_BREACHED", api.getReason());
            assertEquals("none (reactive)", api.getBound());
            assertEquals("e11", api.getEvidence().getEventId());
            assertEquals("11", api.getEvidence().getInputs().get("used"));
            assertEquals(Instant.parse("2026-02-01T00:00:00Z").toEpochMilli(), api.getWindowToMs());
            var alerts = h.read(TopicCatalog.QUOTA_ALERTS);
            assertEquals(
                    List.of(QuotaAlertKind.THRESHOLD, QuotaAlertKind.THRESHOLD, QuotaAlertKind.BREACH),
                    alerts.stream().map(a -> a.getKind()).toList());
        }
    }

    @Test
    void anIdCountedBeforeTheFirstTickIsNotForgottenWithIt() {
        try (var h = Harness.beforeTheFirstTick(folder, stores)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-1");
            h.usage(Harness.call("lic-1", "e1", T));
            assertEquals(1, h.verdicts(VerdictKind.COUNTED));
            h.tick(T);
            h.tick(T.plusSeconds(1));
            h.usage(Harness.call("lic-1", "e1", T));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
        }
    }

    @Test
    void theNextPeriodGivesAccessBackWithoutAnEvent() {
        try (var h = started(1)) {
            h.usage(Harness.call("lic-1", "e1", T));
            h.usage(Harness.call("lic-1", "e2", T));
            assertEquals("DENY", h.api("lic-1").getAccess());
            h.tick(Instant.parse("2026-02-01T00:00:00Z"));
            assertEquals("ALLOW", h.api("lic-1").getAccess());
            long open = h.read(TopicCatalog.QUOTA_ALERTS).stream()
                            .filter(a -> a.getStatus() == QuotaAlertStatus.OPENED)
                            .count()
                    - h.read(TopicCatalog.QUOTA_ALERTS).stream()
                            .filter(a -> a.getStatus() == QuotaAlertStatus.RESOLVED)
                            .count();
            assertEquals(0, open, "every alert of the old period is resolved");
        }
    }

    @Test
    void usageOfTheNextPeriodThatCameEarlyTakesEffectWhenThePeriodBegins() {
        try (var h = started(1)) {
            h.tick(Instant.parse("2026-01-31T23:59:59Z"));
            h.usage(Harness.call("lic-1", "e1", Instant.parse("2026-02-01T00:00:01Z")));
            assertEquals("ALLOW", h.api("lic-1").getAccess());
            h.tick(Instant.parse("2026-02-01T00:00:00Z"));
            assertEquals("DENY", h.api("lic-1").getAccess());
        }
    }

    @Test
    void aBacklogIsCountedInItsOwnPeriod() {
        try (var h = started(10)) {
            h.usage(Harness.call("lic-1", "before", Instant.parse("2026-01-10T10:00:00Z")));
            h.tick(Instant.parse("2026-02-01T06:00:00Z"));
            h.usage(Harness.call("lic-1", "backlog", Instant.parse("2026-01-31T23:59:59.999Z")));
            h.usage(Harness.call("lic-1", "new", Instant.parse("2026-02-01T00:00:00Z")));
            assertEquals("2", h.reading("lic-1", "calls", "MONTH", MONTH));
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", Instant.parse("2026-02-01T00:00:00Z")));
            var zones = h.read(TopicCatalog.USAGE_VERDICTS).stream()
                    .map(v -> v.getZone())
                    .toList();
            assertEquals(List.of(PeriodZone.OPEN, PeriodZone.GRACE, PeriodZone.OPEN), zones);
        }
    }

    @Test
    void sameIdSamePayloadIsDuplicateWhateverItsTimestampAndOtherPayloadIsConflict() {
        try (var h = started(10)) {
            h.usage(Harness.tokens("lic-1", "e1", T, 5L));
            h.usage(Harness.tokens("lic-1", "e1", T, 5L));
            h.usage(Harness.tokens("lic-1", "e1", T.plusSeconds(30), new BigDecimal("5.0")));
            h.usage(Harness.tokens("lic-1", "e1", T, 6L));
            assertEquals(1, h.verdicts(VerdictKind.COUNTED));
            assertEquals(2, h.verdicts(VerdictKind.DUPLICATE));
            assertEquals(1, h.verdicts(VerdictKind.CONFLICT));
            assertEquals("5", h.reading("lic-1", "tokens", "MONTH", MONTH));
        }
    }

    @Test
    void aNumberOfAnEmitterThatComesAgainIsADuplicateWhateverItCarries() {
        try (var h = started(10)) {
            h.usage(Harness.numbered(Harness.tokens("lic-1", "", T, 5L), 77, 0));
            h.usage(Harness.numbered(Harness.tokens("lic-1", "", T.plusSeconds(30), 6L), 77, 0));
            h.usage(Harness.numbered(Harness.tokens("lic-1", "", T, -1L), 77, 1));
            h.usage(Harness.numbered(Harness.tokens("lic-1", "", T, 7L), 77, 1));
            h.usage(Harness.numbered(Harness.tokens("lic-1", "", T, 8L), 78, 0));
            assertEquals(3, h.verdicts(VerdictKind.COUNTED));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
            assertEquals(1, h.verdicts(VerdictKind.REJECTED));
            assertEquals("20", h.reading("lic-1", "tokens", "MONTH", MONTH));
        }
    }

    @Test
    void everyBadRecordHasAVerdictThatNamesItsReasonAndNothingElseChanges() {
        try (var h = started(10)) {
            h.usage(Harness.call("lic-unknown", "a", T));
            h.usage(Harness.call("lic-1", "b", T).setType("no.such.type"));
            h.usage(Harness.tokens("lic-1", "c", T, -1L));
            h.usage(Harness.tokens("lic-1", "d", T, "many"));
            h.usage(Harness.tokens("lic-1", "e", T, null));
            h.usage(Harness.tokens("lic-1", "f", T, new BigDecimal("1".repeat(40))));
            h.usage(Harness.call("lic-1", "g", T.plus(Duration.ofDays(365))));
            h.usage(Harness.call("lic-1", "h", T).setSource("evil/web"));
            h.usage(Harness.call("lic-1", "", T));
            h.usage(Harness.call("", "i", T));
            h.usage(Harness.call("", "j", T).setUnresolved("no license has this key"));
            h.bytes(TopicCatalog.USAGE_EVENTS, "lic-1", new byte[] {1, 2, 3});
            h.bytes(TopicCatalog.USAGE_EVENTS, "lic-1", new byte[] {0, 0, 0, 99, 99, 1});
            h.bytes(TopicCatalog.USAGE_EVENTS, "lic-1", null);
            h.usage(Harness.call("lic-1", "late", T.minus(Duration.ofDays(366))));
            assertEquals(
                    List.of(
                            "LICENSE_UNKNOWN",
                            "EVENT_TYPE_UNKNOWN",
                            "VALUE_NEGATIVE",
                            "VALUE_NOT_NUMERIC",
                            "VALUE_MISSING",
                            "VALUE_TOO_LARGE",
                            "TIME_IN_FUTURE",
                            "EMITTER_NOT_ALLOWED",
                            "ID_MISSING",
                            "LICENSE_MISSING",
                            "LICENSE_KEY_UNKNOWN",
                            "NOT_AVRO",
                            "UNKNOWN_SCHEMA",
                            "NOT_AVRO"),
                    h.reasons());
            assertEquals(1, h.verdicts(VerdictKind.LATE));
            assertEquals(0, h.verdicts(VerdictKind.COUNTED));
            h.usage(Harness.call("lic-1", "good", T));
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH));
        }
    }

    @Test
    void eventsOfAnUnknownLicenseCountWhenResubmittedAfterItWasIssued() {
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, TestCatalogs.quick(1000));
            for (int i = 0; i < 100; i++) {
                h.usage(Harness.call("lic-new", "e" + i, T));
            }
            assertEquals(100, h.verdicts(VerdictKind.REJECTED));
            h.issue("lic-new");
            for (int i = 0; i < 100; i++) {
                h.usage(Harness.call("lic-new", "e" + i, T));
            }
            assertEquals("100", h.reading("lic-new", "calls", "MONTH", MONTH));
        }
    }

    @Test
    void usageOfASuspendedLicenseIsCountedMarkedAndAlertedOnce() {
        try (var h = started(10)) {
            h.command(LicenseCommandKind.SUSPEND, "lic-1");
            assertEquals("LICENSE_SUSPENDED", h.snapshot("lic-1").getReason());
            h.usage(Harness.call("lic-1", "e1", T));
            h.usage(Harness.call("lic-1", "e2", T));
            var verdicts = h.read(TopicCatalog.USAGE_VERDICTS);
            assertTrue(verdicts.stream().allMatch(v -> v.getOutsideEntitlement()));
            assertEquals(2, h.verdicts(VerdictKind.COUNTED));
            h.command(LicenseCommandKind.RESUME, "lic-1");
            assertEquals(
                    List.of(QuotaAlertStatus.OPENED, QuotaAlertStatus.RESOLVED),
                    h.read(TopicCatalog.QUOTA_ALERTS).stream()
                            .map(a -> a.getStatus())
                            .toList());
        }
    }

    @Test
    void aLicenseExpiresByItselfOnceAndBeforeAnyLaterRecordOfIt() {
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.command(LicenseCommandKind.ISSUE, "lic-1", "issue", T.plusSeconds(60));
            h.tick(T.plusSeconds(59));
            assertEquals("ACTIVE", h.snapshot("lic-1").getState());
            h.tick(T.plusSeconds(60));
            h.tick(T.plusSeconds(61));
            assertEquals("EXPIRED", h.snapshot("lic-1").getState());
            assertEquals(
                    List.of("ISSUED", "EXPIRED"),
                    h.read(TopicCatalog.LICENSE_EVENTS).stream()
                            .map(e -> e.getType())
                            .toList());
        }
    }

    @Test
    void aRepeatedCommandIsAnsweredAgainAndChangesNothing() {
        try (var h = started(10)) {
            h.command(LicenseCommandKind.SUSPEND, "lic-1", "same", null);
            h.command(LicenseCommandKind.SUSPEND, "lic-1", "same", null);
            var answers = h.read(TopicCatalog.LICENSE_EVENTS).stream()
                    .filter(e -> e.getCommandId().equals("same"))
                    .toList();
            assertEquals(2, answers.size());
            assertEquals(answers.get(0).getVersion(), answers.get(1).getVersion());
            assertEquals(2, h.snapshots("lic-1").size());
        }
    }

    @Test
    void aNewCatalogRevisionReachesEveryLicenseAndAnInvalidOneChangesNothing() {
        try (var h = started(1)) {
            h.usage(Harness.call("lic-1", "e1", T));
            assertEquals("DENY", h.api("lic-1").getAccess());
            h.catalog(2, TestCatalogs.quick(100));
            assertEquals("ALLOW", h.api("lic-1").getAccess());
            assertEquals(2, h.snapshot("lic-1").getCatalogRevision());
            h.catalog(3, java.util.Map.of("format", 1, "plans", "nonsense"));
            assertEquals(2, h.snapshot("lic-1").getCatalogRevision());
            assertTrue(h.read(TopicCatalog.AUDIT_ENTRIES).stream()
                    .anyMatch(a -> a.getAction().equals("catalog.refuse")));
        }
    }

    @Test
    void aHeartbeatCarriesTheTimeOfThePipelineOnceASecond() {
        try (var h = started(1)) {
            long before = h.read(TopicCatalog.ENTITLEMENT_SNAPSHOTS).stream()
                    .filter(u -> u.getSnapshot() == null)
                    .count();
            for (int i = 1; i <= 8; i++) {
                h.tick(T.plusMillis(250L * i));
            }
            var beats = h.read(TopicCatalog.ENTITLEMENT_SNAPSHOTS).stream()
                    .filter(u -> u.getSnapshot() == null)
                    .toList();
            assertEquals(2, beats.size() - before);
            assertEquals(
                    T.plusSeconds(2).toEpochMilli(), beats.get(beats.size() - 1).getTickAppendedAtMs());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyInterleavingOfDuplicatesAndOrderGivesTheNaiveFold(long seed) {
        var random = new Random(seed);
        var naive = new HashMap<String, BigDecimal>();
        var events = new ArrayList<io.tallyport.wire.UsageEventV1.Builder>();
        for (int i = 0; i < 200; i++) {
            String license = "lic-" + random.nextInt(3);
            var value = new BigDecimal(random.nextInt(100_000)).movePointLeft(random.nextInt(4));
            var at = T.minus(Duration.ofHours(random.nextInt(24 * 30)));
            naive.merge(license + at.atZone(java.time.ZoneOffset.UTC).getMonthValue(), value, BigDecimal::add);
            int copies = 1 + random.nextInt(3);
            boolean numbered = random.nextBoolean();
            for (int c = 0; c < copies; c++) {
                var event = Harness.tokens(license, "e" + i, at, value);
                events.add(numbered ? Harness.numbered(event, 77, i) : event);
            }
        }
        Collections.shuffle(events, random);
        try (var h = new Harness(folder, stores)) {
            h.catalog(1, TestCatalogs.quick(10));
            for (int i = 0; i < 3; i++) {
                h.issue("lic-" + i);
            }
            events.forEach(h::usage);
            assertEquals(200, h.verdicts(VerdictKind.COUNTED));
            assertEquals(events.size() - 200, h.verdicts(VerdictKind.DUPLICATE));
            naive.forEach((key, total) -> {
                var month = key.endsWith("12") ? Instant.parse("2025-12-01T00:00:00Z") : MONTH;
                var license = key.substring(0, 5);
                assertEquals(
                        0,
                        total.compareTo(new BigDecimal(h.reading(license, "tokens", "MONTH", month))),
                        () -> license + " in " + month + ", seed " + seed);
            });
        }
    }
}
