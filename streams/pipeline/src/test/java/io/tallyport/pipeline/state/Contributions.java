package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.LatestAt;
import io.tallyport.domain.metering.LevelChange;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** What events add, for tests of the state alone. */
final class Contributions {

    static Contribution sum(BigDecimal value) {
        return of(Aggregation.SUM, value, 0);
    }

    /** To a meter named as its aggregation. */
    static Contribution of(Aggregation aggregation, BigDecimal value, long timeMs) {
        boolean unique = aggregation == Aggregation.UNIQUE_COUNT;
        boolean level = aggregation == Aggregation.TIME_WEIGHTED;
        var windows = aggregation.hasHours() ? EnumSet.copyOf(Window.OF_LEDGERS) : EnumSet.of(Window.DAY, Window.MONTH);
        Detail detail = unique
                ? Distinct.of(value, UltraLogLogSketch.MAKER)
                : level ? new LevelChange(value) : aggregation == Aggregation.LATEST ? new LatestAt(timeMs) : null;
        return new Contribution(
                new Meter(
                        aggregation.name(),
                        1,
                        "t",
                        aggregation,
                        "v",
                        List.of(),
                        windows,
                        Duration.ZERO,
                        "unit",
                        Filter.ALL),
                unique ? BigDecimal.ONE : level ? value.multiply(BigDecimal.valueOf(timeMs)) : value,
                detail);
    }

    private Contributions() {}
}
