package io.tallyport.domain.metering;

import io.tallyport.domain.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/** A port of the core: how a value is read from an event's payload. */
@FunctionalInterface
public interface Expression {

    /** Plain field paths. */
    Expression FIELD_PATHS = (event, path) -> event.values().get(path);

    /**
     * The value at a field path.
     *
     * @return Boolean, Long, BigDecimal or String; null if there is none
     */
    @Nullable Object valueAt(UsageEvent event, String path);
}
