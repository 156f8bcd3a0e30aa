package io.tallyport.domain.metering;

import java.math.BigDecimal;

/**
 * What a window holds. {@link BigDecimal} adds in a scaled {@code long} while the digits fit, and stays exact past it.
 *
 * @param value exact sum
 * @param events how many events were counted into it
 */
public record Total(BigDecimal value, long events) {

    public static final Total ZERO = new Total(BigDecimal.ZERO, 0);

    Total plus(BigDecimal more) {
        return new Total(value.add(more), Math.addExact(events, 1));
    }
}
