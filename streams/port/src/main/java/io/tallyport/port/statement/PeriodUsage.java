package io.tallyport.port.statement;

import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementPeriod;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the statements say of one meter in one closed period, with all that was corrected of it since. What is corrected by hand
 * belongs to the last line of the meter: to the plan that held at the end of the period.
 */
final class PeriodUsage {

    private final String meter;
    private final long number;
    private final StatementPeriod period;
    private BigDecimal quantity = BigDecimal.ZERO;
    private @Nullable StatementLine last;

    /**
     * @param meter meter id
     * @param number number of the statement of the period
     * @param period the period
     */
    PeriodUsage(String meter, long number, StatementPeriod period) {
        this.meter = meter;
        this.number = number;
        this.period = period;
    }

    /** Takes a line of the period's statement, or of a later one, in their order. */
    void add(long statement, StatementLine line) {
        if (!line.meter().equals(meter) || !line.group().isEmpty()) {
            return;
        }
        if (line.kind().equals(StatementLine.USAGE) && statement == number) {
            quantity = line.quantity();
            last = line;
        } else if (line.kind().equals(StatementLine.ADJUSTMENT) && concerns(line) && isOfLast(line)) {
            quantity = quantity.add(line.quantity());
        }
    }

    private boolean isOfLast(StatementLine line) {
        return last == null
                || !line.commandId().isEmpty()
                || line.fromMs() == last.fromMs() && line.meterVersion() == last.meterVersion();
    }

    /** Takes an adjustment that waits for its statement. */
    void add(PendingAdjustment pending) {
        if (pending.meter().equals(meter) && pending.periodFromMs() == period.fromMs()) {
            quantity = quantity.add(pending.quantity());
        }
    }

    /** The pipeline forgets the numbers of old statements: a line of the period that names none is of this one. */
    private boolean concerns(StatementLine line) {
        boolean within = line.fromMs() >= period.fromMs() && line.fromMs() < period.toMs();
        return line.corrects() == number || (line.corrects() == 0 && within);
    }

    /** How much of an amount is past the allowance of the period; empty where none is reckoned. */
    Optional<BigDecimal> overageOf(BigDecimal amount) {
        return allowance()
                .map(allowance -> past(quantity.add(amount), allowance).subtract(past(quantity, allowance)));
    }

    /** What was left for the last line. A meter without a line is in no plan of the period. */
    private Optional<BigDecimal> allowance() {
        if (last == null) {
            return Optional.of(BigDecimal.ZERO);
        }
        return Optional.ofNullable(last.included());
    }

    private static BigDecimal past(BigDecimal used, BigDecimal allowance) {
        return used.subtract(allowance).max(BigDecimal.ZERO);
    }
}
