package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.metering.Expression;
import io.tallyport.wire.JournalRunV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.VerdictKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {

    private static final Instant T = Harness.START;
    private static final Instant MONTH = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicBoolean bug = new AtomicBoolean();
    private final Expression withBug = (event, path) -> {
        if (bug.get() && event.license().equals("lic-sick")) {
            throw new IllegalStateException("planted bug");
        }
        return Expression.FIELD_PATHS.valueAt(event, path);
    };

    @Test
    void aBugInADecisionHoldsOneLicenseAndAfterItsReleaseTotalsAreExact() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-sick");
            h.issue("lic-well");
            h.usage(Harness.tokens("lic-sick", "e0", T, 1L));
            bug.set(true);
            for (int i = 1; i <= 20; i++) {
                h.usage(Harness.tokens("lic-sick", "e" + i, T, 1L));
                h.usage(Harness.tokens("lic-well", "e" + i, T, 1L));
            }
            assertEquals("1", h.reading("lic-sick", "tokens", "MONTH", MONTH), "a failed decision changes nothing");
            assertEquals("20", h.reading("lic-well", "tokens", "MONTH", MONTH), "all others go on");
            assertTrue(h.snapshot("lic-sick").getQuarantined());
            assertEquals(1, h.read(TopicCatalog.ANOMALY_ALERTS).size(), "one incident, one alert");

            h.command(LicenseCommandKind.RELEASE, "lic-sick");
            h.slice();
            assertTrue(h.snapshot("lic-sick").getQuarantined(), "the bug is still there, so it is held again");
            assertEquals("1", h.reading("lic-sick", "tokens", "MONTH", MONTH));

            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, "lic-sick");
            h.slice();
            h.usage(Harness.tokens("lic-sick", "e21", T, 1L));
            assertEquals("22", h.reading("lic-sick", "tokens", "MONTH", MONTH));
            assertEquals(42, h.verdicts(VerdictKind.COUNTED), "every record has exactly one verdict");
        }
    }

    @Test
    void aPeriodThatEndsInQuarantineIsHeldUntilWhatWaitedWasCounted() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-sick");
            h.usage(Harness.tokens("lic-sick", "e0", T, 1L));
            bug.set(true);
            h.usage(Harness.tokens("lic-sick", "e1", T, 2L));
            Instant close = Instant.parse("2026-02-02T00:00:00Z");
            h.tick(close);
            h.slice();
            var held = h.statements();
            assertEquals(1, held.size());
            assertEquals("QUARANTINED", held.get(0).getHeldReason());
            h.tick(close.plusSeconds(3_600));
            h.slice();
            assertEquals(
                    2, h.read(TopicCatalog.ANOMALY_ALERTS).size(), "the quarantine, and after an hour the statement");
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, "lic-sick");
            h.slice();
            var all = h.statements();
            assertEquals(2, all.size());
            var tokens = all.get(1).getLines().stream()
                    .filter(line -> line.getMeter().equals("tokens"))
                    .toList();
            assertEquals("3", tokens.get(0).getQuantity(), "what waited is in it");
            assertEquals(0, all.get(1).getCertificate().getRead().get(0).getParked());
        }
    }

    @Test
    void aHeldLicenseObeysCommands() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-sick");
            bug.set(true);
            h.usage(Harness.tokens("lic-sick", "e1", T, 1L));
            h.command(LicenseCommandKind.REVOKE, "lic-sick");
            assertEquals("REVOKED", h.snapshot("lic-sick").getState());
        }
    }

    @Test
    void theJournalSaysWhichRecordsWereSetAsideAndWhenTheyWereTaken() {
        try (var h = new Harness(folder, withBug)) {
            h.catalog(1, TestCatalogs.quick(10));
            h.issue("lic-sick");
            bug.set(true);
            h.usage(Harness.tokens("lic-sick", "e1", T, 1L));
            h.usage(Harness.tokens("lic-sick", "e2", T, 1L));
            bug.set(false);
            h.command(LicenseCommandKind.RELEASE, "lic-sick");
            h.slice();
            var phases = h.read(TopicCatalog.PIPELINE_JOURNAL).stream()
                    .flatMap(j -> j.getRuns().stream())
                    .filter(r -> r.getTopic().equals(TopicCatalog.USAGE_EVENTS.name())
                            && !r.getPhase().equals("READ"))
                    .toList();
            assertEquals(
                    2,
                    phases.stream()
                            .filter(r -> r.getPhase().equals("PARKED"))
                            .mapToLong(JournalRunV1::getCount)
                            .sum());
            assertEquals(
                    2,
                    phases.stream()
                            .filter(r -> r.getPhase().equals("RELEASED"))
                            .mapToLong(JournalRunV1::getCount)
                            .sum());
        }
    }
}
