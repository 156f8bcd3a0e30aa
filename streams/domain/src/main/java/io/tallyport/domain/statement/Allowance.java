package io.tallyport.domain.statement;

import java.math.BigDecimal;

/**
 * What of a plan's allowance of one meter is left in a period, line by line. It belongs to the meter, whatever its versions, and to the
 * period, whatever its plans: what was burnt under one plan stays burnt under the next.
 */
public final class Allowance {

    private BigDecimal burnt = BigDecimal.ZERO;

    /**
     * A line with its part of the allowance.
     *
     * @param included what was left for it
     * @param overage what is past it
     */
    public record Part(BigDecimal included, BigDecimal overage) {}

    /** Takes what a line uses; lines must come in order. */
    public Part take(BigDecimal quantity, BigDecimal allowance) {
        BigDecimal left = allowance.subtract(burnt).max(BigDecimal.ZERO);
        burnt = burnt.add(burnt(quantity, left));
        return new Part(left, quantity.subtract(left).max(BigDecimal.ZERO));
    }

    static BigDecimal burnt(BigDecimal quantity, BigDecimal left) {
        return quantity.min(left).max(BigDecimal.ZERO);
    }
}
