package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voids, restores and amendments of counted events. */
class CorrectionsTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

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
        try (var h = CorrectedCalls.started(folder, StoreKind.OWN)) {
            var event = CorrectedCalls.event(new Random(7), "e1").build();
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
        try (var h = CorrectedCalls.started(folder, StoreKind.OWN)) {
            var event = CorrectedCalls.event(new Random(7), "e1").build();
            var early = Corrections.voiding(event, 0, "c0");
            h.usage(early);
            expect(h, "NOT_COUNTED original.id");
            long offset = h.usage(UsageEventV1.newBuilder(event));
            var other = CorrectedCalls.event(new Random(8), "e1").build();
            h.usage(Corrections.voiding(other, offset, "c1"));
            expect(h, "NOT_COUNTED original.id");
            h.usage(Corrections.restoring(event, offset, "c2"));
            expect(h, "NOT_VOIDED original.id");
            h.usage(Corrections.voiding(event, offset, "c3"));
            h.usage(Corrections.voiding(event, offset, "c4"));
            expect(h, "ALREADY_VOIDED original.id");
            var first = CorrectedCalls.event(new Random(9), "e1~a").build();
            h.usage(Corrections.amending(event, offset, first, "c5"));
            expect(h, "ALREADY_VOIDED original.id");
            h.usage(Corrections.restoring(event, offset, "c6"));
            long amended = h.usage(Corrections.amending(event, offset, first, "c7"));
            var second = CorrectedCalls.event(new Random(10), "e1~b").build();
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
        try (var h = CorrectedCalls.started(folder, StoreKind.OWN)) {
            var event = CorrectedCalls.event(new Random(7), "e1").build();
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
            h.catalog(1, CorrectedCalls.catalog(1));
            h.issue("lic-1");
            bug.set(true);
            var event = CorrectedCalls.event(new Random(7), "e1").build();
            long offset = h.usage(UsageEventV1.newBuilder(event));
            var later = CorrectedCalls.event(new Random(8), "e2").build();
            long laterOffset = h.usage(UsageEventV1.newBuilder(later));
            h.catalog(2, CorrectedCalls.catalog(2));
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, "lic-1");
            h.slice();
            assertEquals(2, h.verdicts(VerdictKind.COUNTED));
            h.usage(Corrections.voiding(event, offset, "c1"));
            h.usage(Corrections.voiding(later, laterOffset, "c2"));
            assertEquals(2, h.verdicts(VerdictKind.CORRECTED));
            CorrectedCalls.readings(h).forEach((name, value) -> {
                assertNotEquals("bytes@1", name.substring(0, 7));
                assertEquals("0 of 0", value, name);
            });
        }
    }
}
