package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Voids, restores and amendments of counted events. */
class CorrectionsTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> WITH_MINUTES = List.of("MINUTE", "HOUR", "DAY", "MONTH");

    @TempDir
    Path folder;

    /** An event as the model knows it. */
    private static final class Known {
        final UsageEventV1 event;
        final long offset;
        final int meterVersion;
        boolean stands = true;
        /** Whether the event came back whose place it took: alone it must not come back too. */
        boolean gone;
        /** What took its place. */
        @Nullable Known replacement;

        Known(UsageEventV1 event, long offset, int meterVersion) {
            this.event = event;
            this.offset = offset;
            this.meterVersion = meterVersion;
        }
    }

    /** A void is as if it had never been, a restore as if it had always: whatever meters counted the event. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAreThoseOfTheEventsThatStand(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var known = new ArrayList<Known>();
        try (var h = started(stores)) {
            int version = 1;
            for (int i = 0; i < 600; i++) {
                if (i == 300) {
                    h.catalog(2, catalog(2));
                    version = 2;
                }
                if (random.nextInt(3) > 0 || known.isEmpty()) {
                    var event = event(random, "e" + i);
                    known.add(new Known(event.build(), h.usage(event), version));
                } else {
                    correct(h, random, known, version, "c" + i);
                }
                if (random.nextInt(20) == 0) {
                    h.tick(T.plusSeconds(i));
                }
            }
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertEquals(expected(known), readings(h), "seed " + seed);
            long corrected = h.verdicts(VerdictKind.CORRECTED);
            assertTrue(corrected > 100, "seed " + seed);
            assertEquals(
                    corrected,
                    h.read(TopicCatalog.AUDIT_ENTRIES).stream()
                            .filter(entry -> entry.getAction().startsWith("usage."))
                            .count());
        }
    }

    private static void correct(Harness h, Random random, List<Known> known, int version, String command) {
        Known one = known.get(random.nextInt(known.size()));
        if (one.stands && random.nextInt(3) == 0) {
            var replacement = event(random, one.event.getId() + "~" + command).build();
            var record = Corrections.amending(one.event, one.offset, replacement, command);
            one.replacement = new Known(replacement, h.usage(record), version);
            one.stands = false;
            known.add(one.replacement);
        } else if (one.stands) {
            h.usage(Corrections.voiding(one.event, one.offset, command));
            one.stands = false;
        } else if (one.gone) {
            return;
        } else if (one.replacement == null) {
            h.usage(Corrections.restoring(one.event, one.offset, command));
            one.stands = true;
        } else if (one.replacement.stands) {
            Known other = one.replacement;
            h.usage(Corrections.restoring(one.event, one.offset, other.event, other.offset, command));
            one.stands = true;
            other.stands = false;
            other.gone = true;
            one.replacement = null;
        }
    }

    /** The fold of the events that stand, in each window that ever held one. */
    private static Map<String, String> expected(List<Known> known) {
        var sums = new TreeMap<String, BigDecimal>();
        var counts = new TreeMap<String, Long>();
        for (Known one : known) {
            String at = Instant.ofEpochMilli(one.event.getTimeMs()).toString();
            String region = "region=" + one.event.getData().get("region");
            var size = new BigDecimal(String.valueOf(one.event.getData().get("number")));
            List<String> windows = List.of(
                    "MINUTE " + at.substring(0, 16),
                    "HOUR " + at.substring(0, 13),
                    "DAY " + at.substring(0, 10),
                    "MONTH " + at.substring(0, 7));
            for (String window : windows) {
                if (!window.startsWith("MINUTE")) {
                    add(sums, counts, "calls@1 " + window + " ", BigDecimal.ONE, one.stands);
                }
                String series = "bytes@" + one.meterVersion + " " + window + " ";
                var value = one.meterVersion == 1 ? size : size.multiply(BigDecimal.TEN);
                add(sums, counts, series, value, one.stands);
                if (window.startsWith("DAY") || window.startsWith("MONTH")) {
                    add(sums, counts, series + region, value, one.stands);
                }
                add(sums, counts, "mean@1 " + window + " ", size, one.stands);
            }
        }
        var values = new TreeMap<String, String>();
        sums.forEach((name, sum) -> {
            long count = counts.getOrDefault(name, 0L);
            var value = name.startsWith("mean") && count > 0
                    ? sum.divide(BigDecimal.valueOf(count), 18, java.math.RoundingMode.HALF_EVEN)
                    : sum;
            values.put(name, text(value) + " of " + count);
        });
        return values;
    }

    private static void add(
            Map<String, BigDecimal> sums, Map<String, Long> counts, String name, BigDecimal value, boolean stands) {
        sums.merge(name, stands ? value : BigDecimal.ZERO, BigDecimal::add);
        counts.merge(name, stands ? 1L : 0L, Long::sum);
    }

    private static Map<String, String> readings(Harness h) {
        var values = new TreeMap<String, String>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                String at = Instant.ofEpochMilli(value.getFromMs()).toString();
                int length =
                        Map.of("MINUTE", 16, "HOUR", 13, "DAY", 10, "MONTH", 7).getOrDefault(value.getWindow(), 0);
                String name = value.getMeter() + "@" + value.getMeterVersion() + " " + value.getWindow() + " "
                        + at.substring(0, length) + " " + value.getGroup();
                values.put(name, text(new BigDecimal(value.getValue())) + " of " + value.getEvents());
            }
        });
        return values;
    }

    private static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    @Test
    void aBreachThatAVoidUndoesIsUndoneAndNamesItsCause() {
        try (var h = new Harness(folder, StoreKind.OWN)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-1");
            for (int i = 0; i < 10; i++) {
                h.usage(Harness.call("lic-1", "e" + i, T));
            }
            var last = Harness.call("lic-1", "e10", T).build();
            long offset = h.usage(UsageEventV1.newBuilder(last));
            assertEquals("DENY", h.api("lic-1").getAccess());
            long at = h.usage(Corrections.voiding(last, offset, "c1"));
            // Ten of ten are used up, but not passed.
            var resolved = alerts(h, QuotaAlertStatus.RESOLVED);
            assertEquals(1, resolved.size());
            assertEquals(QuotaAlertKind.BREACH, resolved.get(0).getKind());
            assertEquals(at, resolved.get(0).getEvidence().getOffset());
            assertEquals("e10", resolved.get(0).getEvidence().getEventId());
            assertEquals("10", h.reading("lic-1", "calls", "MONTH", MONTH));
            for (int i = 0; i < 3; i++) {
                h.usage(Corrections.voiding(Harness.call("lic-1", "e" + i, T).build(), offset - 10 + i, "more" + i));
            }
            assertEquals("ALLOW", h.api("lic-1").getAccess(), "what was denied is granted again");
            assertEquals("7", h.reading("lic-1", "calls", "MONTH", MONTH));
            assertEquals(3, alerts(h, QuotaAlertStatus.RESOLVED).size(), "both thresholds and the breach");
            h.usage(Corrections.restoring(last, offset, "c2"));
            assertEquals("8", h.reading("lic-1", "calls", "MONTH", MONTH));
        }
    }

    private static List<QuotaAlertV1> alerts(Harness h, QuotaAlertStatus status) {
        return h.read(TopicCatalog.QUOTA_ALERTS).stream()
                .filter(alert -> alert.getStatus() == status)
                .toList();
    }

    @Test
    void aRepeatedCommandIsADuplicateAndChangesNothing() {
        try (var h = started(StoreKind.OWN)) {
            var event = event(new Random(7), "e1").build();
            long offset = h.usage(UsageEventV1.newBuilder(event));
            h.usage(Corrections.voiding(event, offset, "c1"));
            h.usage(Corrections.voiding(event, offset, "c1"));
            assertEquals(1, h.verdicts(VerdictKind.DUPLICATE));
            h.usage(Corrections.restoring(event, offset, "c2"));
            h.usage(Corrections.voiding(event, offset, "c1"));
            h.usage(Corrections.restoring(event, offset, "c2"));
            assertEquals(3, h.verdicts(VerdictKind.DUPLICATE), "also when it comes long after");
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH));
            h.usage(UsageEventV1.newBuilder(event));
            assertEquals(4, h.verdicts(VerdictKind.DUPLICATE), "a retry of a corrected event is one");
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH));
        }
    }

    @Test
    void whatCannotBeCorrectedIsRejectedByName() {
        try (var h = started(StoreKind.OWN)) {
            var event = event(new Random(7), "e1").build();
            var early = Corrections.voiding(event, 0, "c0");
            h.usage(early);
            expect(h, "NOT_COUNTED original.id");
            long offset = h.usage(UsageEventV1.newBuilder(event));
            var other = event(new Random(8), "e1").build();
            h.usage(Corrections.voiding(other, offset, "c1"));
            expect(h, "NOT_COUNTED original.id");
            h.usage(Corrections.restoring(event, offset, "c2"));
            expect(h, "NOT_VOIDED original.id");
            h.usage(Corrections.voiding(event, offset, "c3"));
            h.usage(Corrections.voiding(event, offset, "c4"));
            expect(h, "ALREADY_VOIDED original.id");
            var first = event(new Random(9), "e1~a").build();
            h.usage(Corrections.amending(event, offset, first, "c5"));
            expect(h, "ALREADY_VOIDED original.id");
            h.usage(Corrections.restoring(event, offset, "c6"));
            long amended = h.usage(Corrections.amending(event, offset, first, "c7"));
            var second = event(new Random(10), "e1~b").build();
            h.usage(Corrections.amending(event, offset, second, "c8"));
            expect(h, "ALREADY_VOIDED original.id");
            h.usage(Corrections.restoring(event, offset, "c9"));
            expect(h, "REPLACEMENT_MISSING correction.replacement");
            h.usage(Corrections.voiding(first, amended, "c10"));
            h.usage(Corrections.restoring(event, offset, first, amended, "c11"));
            expect(h, "ALREADY_VOIDED correction.replacement");
            h.usage(Corrections.restoring(first, amended, "c12"));
            h.usage(Corrections.restoring(event, offset, first, amended, "c13"));
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH));

            h.usage(Corrections.amending(event, offset, event, "c14"));
            expect(h, "ID_MISSING id");
            var text = UsageEventV1.newBuilder(first)
                    .setId("e1~c")
                    .setData(Map.of("size", "much"))
                    .build();
            h.usage(Corrections.amending(event, offset, text, "c15"));
            expect(h, "VALUE_NOT_NUMERIC data.size");
            var wordless = Corrections.voiding(event, offset, "c16");
            wordless.getCorrection().setReason(" ");
            h.usage(wordless);
            expect(h, "REASON_MISSING correction.reason");
            var nameless = Corrections.voiding(event, offset, "");
            h.usage(nameless);
            expect(h, "ID_MISSING correction.commandId");
            h.usage(Corrections.voiding(event, offset, "c17").setOriginal(null));
            expect(h, "ORIGINAL_MISSING original.license");
            h.usage(Corrections.voiding(event, offset, "c18").setLicense("lic-2"));
            expect(h, "ORIGINAL_MISSING original.license");
            var nobody = UsageEventV1.newBuilder(event).setLicense("lic-9").build();
            h.usage(Corrections.voiding(nobody, offset, "c19"));
            expect(h, "LICENSE_UNKNOWN license");
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH), "none of it changed anything");
            h.tick(T.plus(Duration.ofDays(36)));
            h.usage(Corrections.voiding(event, offset, "c20"));
            expect(h, "TOO_OLD_TO_CORRECT original.time");
        }
    }

    private static void expect(Harness h, String rejection) {
        var all = h.read(TopicCatalog.USAGE_VERDICTS).stream()
                .filter(v -> v.getKind() == VerdictKind.REJECTED)
                .toList();
        UsageVerdictV1 last = all.get(all.size() - 1);
        assertEquals(rejection, last.getReason() + " " + last.getField(), last.getDetail());
    }

    @Test
    void anEventIsCorrectedSoManyTimesAndNoMore() {
        try (var h = started(StoreKind.OWN)) {
            var event = event(new Random(7), "e1").build();
            long offset = h.usage(UsageEventV1.newBuilder(event));
            for (int i = 0; i < CorrectionState.MOST; i++) {
                h.usage(
                        i % 2 == 0
                                ? Corrections.voiding(event, offset, "c" + i)
                                : Corrections.restoring(event, offset, "c" + i));
            }
            assertEquals(CorrectionState.MOST, h.verdicts(VerdictKind.CORRECTED));
            h.usage(Corrections.voiding(event, offset, "one-more"));
            expect(h, "TOO_MANY_CORRECTIONS original.id");
            assertEquals("1", h.reading("lic-1", "calls", "MONTH", MONTH));
        }
    }

    /** What waited in quarantine was counted by the meters of its release, not by those of its arrival. */
    @Test
    void anEventThatWaitedIsTakenBackFromTheMetersThatCountedIt() {
        var bug = new AtomicBoolean();
        Expression withBug = (event, path) -> {
            if (bug.get()) {
                throw new IllegalStateException("planted bug");
            }
            return Expression.FIELD_PATHS.valueAt(event, path);
        };
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, catalog(1));
            h.issue("lic-1");
            bug.set(true);
            var event = event(new Random(7), "e1").build();
            long offset = h.usage(UsageEventV1.newBuilder(event));
            var later = event(new Random(8), "e2").build();
            long laterOffset = h.usage(UsageEventV1.newBuilder(later));
            h.catalog(2, catalog(2));
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, "lic-1");
            h.slice();
            assertEquals(2, h.verdicts(VerdictKind.COUNTED));
            h.usage(Corrections.voiding(event, offset, "c1"));
            h.usage(Corrections.voiding(later, laterOffset, "c2"));
            assertEquals(2, h.verdicts(VerdictKind.CORRECTED));
            readings(h).forEach((name, value) -> {
                assertNotEquals("bytes@1", name.substring(0, 7));
                assertEquals("0 of 0", value, name);
            });
        }
    }

    private Harness started(StoreKind stores) {
        var harness = new Harness(folder, stores);
        harness.catalog(1, catalog(1));
        harness.issue("lic-1");
        return harness;
    }

    /** The second version of {@code bytes} counts ten times as much, of another field. */
    private static Map<String, Object> catalog(int version) {
        return TestCatalogs.of(List.of(
                Map.of("id", "calls", "eventType", "api.call", "aggregation", "COUNT"),
                Map.of(
                        "id",
                        "bytes",
                        "version",
                        version,
                        "eventType",
                        "api.call",
                        "aggregation",
                        "SUM",
                        "value",
                        version == 1 ? "size" : "tenfold",
                        "groups",
                        List.of("region"),
                        "windows",
                        WITH_MINUTES),
                Map.of(
                        "id",
                        "mean",
                        "eventType",
                        "api.call",
                        "aggregation",
                        "AVG",
                        "value",
                        "size",
                        "windows",
                        WITH_MINUTES)));
    }

    private static UsageEventV1.Builder event(Random random, String id) {
        var size = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(4));
        var data = new HashMap<String, Object>();
        data.put("size", new DecimalV1(size.toPlainString()));
        data.put("number", size.toPlainString());
        data.put("tenfold", new DecimalV1(size.multiply(BigDecimal.TEN).toPlainString()));
        data.put("region", "r" + random.nextInt(3));
        // Half of them close together, so that minutes hold several.
        int ago = random.nextBoolean() ? random.nextInt(12_000) : random.nextInt(90);
        return Harness.call("lic-1", id, T.minus(Duration.ofMinutes(ago))).setData(data);
    }
}
