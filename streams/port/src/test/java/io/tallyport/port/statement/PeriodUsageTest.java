package io.tallyport.port.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementPeriod;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodUsageTest {

    @ParameterizedTest
    @CsvSource({"+5, 0", "+10, 0", "+11, 1", "+30, 20", "-5, 0", "-90, 0"})
    void belowTheAllowanceOnlyWhatGoesPastItIsOverage(String amount, String overage) {
        var usage = usage(1);
        usage.add(1, ShelfBook.usage("calls", "90", "100", "90"));
        assertEquals(
                new BigDecimal(overage), usage.overageOf(new BigDecimal(amount)).orElseThrow());
    }

    @Test
    void afterAChangeOfPlanWhatWasBurntBeforeStaysBurnt() {
        var usage = usage(1);
        usage.add(1, ShelfBook.usage("calls", "80", "100", "80"));
        // the larger plan includes 1,000, less what was burnt
        usage.add(1, ShelfBook.usage("calls", "900", "920", "900"));
        assertEquals("0", usage.overageOf(new BigDecimal("20")).orElseThrow().toPlainString());
        assertEquals("1", usage.overageOf(new BigDecimal("21")).orElseThrow().toPlainString());
    }

    @Test
    void groupsOtherMetersAndOtherPeriodsDoNotCount() {
        var usage = usage(2);
        usage.add(2, ShelfBook.usage("calls", "10", "10", "10"));
        usage.add(2, ShelfBook.line(StatementLine.USAGE, "calls", "region=eu", "7", null, "0", 0, ""));
        usage.add(2, ShelfBook.usage("bytes", "1000", "0", "0"));
        usage.add(2, ShelfBook.adjustment("calls", "-99", 1, "c"));
        usage.add(3, ShelfBook.usage("calls", "500", "10", "10"));
        usage.add(3, ShelfBook.adjustment("calls", "-4", 2, "c"));
        usage.add(4, ShelfBook.adjustment("calls", "+1", 2, "c"));
        assertEquals("0", usage.overageOf(new BigDecimal("3")).orElseThrow().toPlainString());
        assertEquals("2", usage.overageOf(new BigDecimal("5")).orElseThrow().toPlainString());
    }

    @Test
    void aMeterWithoutALineIsInNoPlanSoAllOfItIsOverage() {
        assertEquals(Optional.of(new BigDecimal("3")), usage(1).overageOf(new BigDecimal("3")));
    }

    @Test
    void whereNoAllowanceIsReckonedNobodyKnows() {
        var usage = usage(1);
        usage.add(1, ShelfBook.usage("calls", "90", null, "0"));
        assertEquals(Optional.empty(), usage.overageOf(BigDecimal.ONE));
    }

    @Test
    void whatWaitsForItsStatementCountsAndALineWithoutANumberIsOfItsPeriod() {
        var usage = usage(1);
        usage.add(1, ShelfBook.usage("calls", "98", "100", "98"));
        usage.add(new PendingAdjustment("calls", ShelfBook.startMs(2), new BigDecimal("9")));
        usage.add(new PendingAdjustment("bytes", ShelfBook.startMs(1), new BigDecimal("9")));
        assertEquals(new BigDecimal("3"), usage.overageOf(new BigDecimal("5")).orElseThrow());
        usage.add(new PendingAdjustment("calls", ShelfBook.startMs(1), new BigDecimal("5")));
        assertEquals(new BigDecimal("-3"), usage.overageOf(new BigDecimal("-5")).orElseThrow());
        usage.add(9, ShelfBook.adjustment("calls", "-5", 0, "c"));
        assertEquals(new BigDecimal("3"), usage.overageOf(new BigDecimal("5")).orElseThrow());
    }

    private static PeriodUsage usage(long number) {
        var period = new StatementPeriod(ShelfBook.startMs(number), ShelfBook.startMs(number + 1));
        return new PeriodUsage("calls", number, period);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyAdjustmentsComeToWhatTheSumOfThemWouldAndOppositesToNothing(long seed) {
        var random = new Random(seed);
        var stated = ShelfBook.usage("calls", random.nextInt(200) + ".5", "100", "50");
        var whole = usage(1);
        var steps = usage(1);
        whole.add(1, stated);
        steps.add(1, stated);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal overages = BigDecimal.ZERO;
        for (int i = 0; i < 50; i++) {
            var amount = new BigDecimal(random.nextInt(101) - 50).movePointLeft(random.nextInt(3));
            var there = steps.overageOf(amount).orElseThrow();
            overages = overages.add(there);
            sum = sum.add(amount);
            steps.add(2, ShelfBook.adjustment("calls", amount.toPlainString(), 1, "c" + i));
            assertEquals(
                    0, there.negate().compareTo(steps.overageOf(amount.negate()).orElseThrow()));
        }
        assertEquals(0, overages.compareTo(whole.overageOf(sum).orElseThrow()));
    }
}
