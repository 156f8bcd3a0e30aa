package io.tallyport.domain.statement;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.metering.Total;
import java.math.BigDecimal;

/**
 * What a line says was used.
 *
 * @param value exact
 * @param events events behind it
 * @param exact whether the value is no estimate
 */
public record Quantity(BigDecimal value, long events, boolean exact) {

    /** Nothing used. */
    public static final Quantity NONE = new Quantity(BigDecimal.ZERO, 0, true);

    /** Whether nothing was used, and nothing happened: a level that goes on is something. */
    public boolean isNothing() {
        return events == 0 && value.signum() == 0;
    }

    /** What a total says. */
    public static Quantity of(Total total, Aggregation aggregation) {
        return total.events() == 0 ? NONE : new Quantity(total.reading(aggregation), total.events(), total.isExact());
    }
}
