package io.tallyport.readmodel;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a statement.
 *
 * @param kind USAGE or ADJUSTMENT
 * @param product product id
 * @param plan plan that held
 * @param planVersion its version
 * @param meter meter id
 * @param meterVersion its version
 * @param aggregation how the quantity came together
 * @param group group of the meter; empty for all of it
 * @param unit unit of the meter
 * @param fromMs start of the part of the period in which the plan held, ms since the epoch
 * @param toMs its end, exclusive
 * @param quantity of an adjustment, the difference to what was stated
 * @param included what of the plan's allowance was left for the line; null where none is reckoned
 * @param burnt what covered it
 * @param overage quantity past what was included; of an adjustment, the difference; null where none is reckoned
 * @param events events behind it; of an adjustment, the difference
 * @param relativeError standard error of an estimated quantity; null if it is exact
 * @param corrects of an adjustment, number of the statement whose period it belongs to; 0 if that period has none
 * @param commandId of an adjustment by hand, the command; else empty
 * @param author of an adjustment by hand, who; else empty
 * @param reason of an adjustment by hand, why; else empty
 */
public record StatementLine(
        String kind,
        String product,
        String plan,
        int planVersion,
        String meter,
        int meterVersion,
        String aggregation,
        String group,
        String unit,
        long fromMs,
        long toMs,
        BigDecimal quantity,
        @Nullable BigDecimal included,
        List<Burnt> burnt,
        @Nullable BigDecimal overage,
        long events,
        @Nullable BigDecimal relativeError,
        long corrects,
        String commandId,
        String author,
        String reason) {

    /** Kind of a line that says what was used in the period. */
    public static final String USAGE = "USAGE";
    /** Kind of a line that says what changed of a closed period. */
    public static final String ADJUSTMENT = "ADJUSTMENT";

    public StatementLine {
        burnt = List.copyOf(burnt);
    }

    /**
     * What a line took from a grant.
     *
     * @param grant id of the grant; {@code included} for the plan's allowance
     * @param amount how much
     */
    public record Burnt(String grant, BigDecimal amount) {}
}
