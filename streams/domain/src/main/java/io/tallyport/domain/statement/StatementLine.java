package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.Aggregation;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of a statement.
 *
 * @param adjustment whether it corrects a closed period, and is no usage of this one
 * @param product product id
 * @param plan plan id; empty if nobody knows it any more
 * @param planVersion version of the plan
 * @param series name of the meter's version
 * @param aggregation how the quantity came together, as the ledger keeps it: SUM for COUNT as well
 * @param group group of the meter; empty for all of it
 * @param fromMs start of the part of the period in which the plan held
 * @param toMs its end, exclusive
 * @param quantity exact; of an adjustment, the difference
 * @param events events behind it; of an adjustment, the difference
 * @param exact whether the quantity is no estimate
 * @param included what of the allowance was left for it; null where none is reckoned
 * @param overage what is past it; of an adjustment, the difference; null where none is reckoned
 * @param corrects number of the statement that it corrects; 0 if it corrects none
 * @param manual the correction by hand that it is; null if usage made it
 */
public record StatementLine(
        boolean adjustment,
        String product,
        String plan,
        int planVersion,
        String series,
        Aggregation aggregation,
        String group,
        long fromMs,
        long toMs,
        BigDecimal quantity,
        long events,
        boolean exact,
        @Nullable BigDecimal included,
        @Nullable BigDecimal overage,
        long corrects,
        @Nullable ManualAdjustment manual) {

    /** What of the allowance it took; zero where none is reckoned. */
    public BigDecimal burnt() {
        return included == null ? BigDecimal.ZERO : Allowance.burnt(quantity, included);
    }
}
