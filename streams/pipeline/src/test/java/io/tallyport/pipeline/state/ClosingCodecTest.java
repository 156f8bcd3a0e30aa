package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.statement.ClosedPeriod;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.Held;
import io.tallyport.domain.statement.LineKey;
import io.tallyport.domain.statement.ManualAdjustment;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of periods is read back as it was written. */
class ClosingCodecTest {

    private static final long DAY_MS = 86_400_000L;

    @Test
    void periodsAreReadBackAsTheyWere() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var common = new CommonParts();
        for (int i = 0; i < 500; i++) {
            Closing closing = closing(random);
            var ledger = LicenseLedger.unknown("lic-" + i).withClosing(closing);
            assertEquals(
                    closing,
                    LedgerCodec.head(LedgerCache.STORE, LedgerCodec.head(ledger), common)
                            .closing(),
                    "seed " + seed);
        }
    }

    @Test
    void talliesAreReadBackAsTheyWereAndVoidsUndoWhatWasCounted() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            PeriodTally tally = PeriodTally.NONE;
            for (int event = random.nextInt(50); event > 0; event--) {
                long timeMs = random.nextInt(80) * DAY_MS;
                tally = tally.counted(timeMs / (20 * DAY_MS), timeMs, random.nextLong(), random.nextLong(), 0);
            }
            var out = new BinaryOutput(1);
            ClosingCodec.write(out, tally);
            var read = ClosingCodec.readTally(new BinaryInput("store", out.toBytes(), 1));
            assertEquals(tally, read, "seed " + seed);
            long high = random.nextLong();
            // As a digest may end in zeros as well.
            long low = random.nextBoolean() ? 0 : random.nextLong();
            var with = tally.counted(1, 0, high, low, 0);
            var without = with.voided(1, high, low);
            assertEquals(tally.of(1).standing(), without.of(1).standing(), "seed " + seed);
            assertEquals(tally.of(1).high(), without.of(1).high(), "seed " + seed);
            assertEquals(tally.of(1).low(), without.of(1).low(), "seed " + seed);
            assertEquals(with.of(1), without.restored(1, high, low).of(1), "seed " + seed);
        }
    }

    @Test
    void aHeadOfABuildThatKnewNoPeriodsHasNone() {
        byte[] head = LedgerCodec.head(LicenseLedger.unknown("lic"));
        // The flag that says that there are none is what such a build did not write.
        byte[] before = java.util.Arrays.copyOf(head, head.length - 1);
        assertNull(
                LedgerCodec.head(LedgerCache.STORE, before, new CommonParts()).closing());
    }

    private static Closing closing(Random random) {
        var issued = new ArrayList<Long>();
        for (int i = random.nextInt(4); i > 0; i--) {
            issued.add(random.nextLong());
        }
        var spans = new ArrayList<PlanSpan>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            spans.add(new PlanSpan(
                    i == 0 ? PlanSpan.ALWAYS : random.nextLong(),
                    new PlanTerms(
                            "acme",
                            "plan-" + random.nextInt(5),
                            random.nextInt(9),
                            random.nextBoolean() ? Map.of() : Map.of("calls", decimal(random)),
                            List.of("calls", "bytes"))));
        }
        var touched = new ArrayList<ClosedPeriod>();
        for (int i = random.nextInt(3); i > 0; i--) {
            ClosedPeriod period = ClosedPeriod.unchanged(random.nextLong());
            for (int line = random.nextInt(5); line >= 0; line--) {
                var key = new LineKey(random.nextLong(), "calls@" + (2 + random.nextInt(3)), "g=" + random.nextInt(9));
                period = period.noting(key, quantity(random)).with(key, quantity(random));
            }
            touched.add(period);
        }
        var manual = new ArrayList<ManualAdjustment>();
        for (int i = random.nextInt(3); i > 0; i--) {
            manual.add(new ManualAdjustment(
                    random.nextLong(), "calls", decimal(random), decimal(random), i, "c" + i, "ann", "lost"));
        }
        Held held = random.nextBoolean()
                ? null
                : new Held(
                        Held.Reason.RECOUNTING, "why", random.nextLong(), random.nextBoolean(), random.nextBoolean());
        return new Closing(
                random.nextLong(),
                random.nextInt(1_000),
                issued,
                random.nextLong(),
                random.nextBoolean() ? Closing.RUNNING : random.nextLong(),
                spans,
                held,
                touched,
                manual);
    }

    private static Quantity quantity(Random random) {
        return new Quantity(decimal(random), random.nextInt(1_000), random.nextBoolean());
    }

    private static BigDecimal decimal(Random random) {
        return BigDecimal.valueOf(random.nextLong(), random.nextInt(19));
    }
}
