package io.tallyport.expression;

import io.tallyport.domain.catalog.FilterException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of many events somebody means, to correct them: a filter as meters have it, that sees {@code job} too, the name of the backfill
 * that brought an event; empty for a live one. Thread-safe.
 */
public final class EventFilter {

    /** Means every event. */
    public static final EventFilter ALL = new EventFilter(null);

    private final @Nullable CelFilter filter;

    private EventFilter(@Nullable CelFilter filter) {
        this.filter = filter;
    }

    /**
     * The filter of a text; an empty one means every event.
     *
     * @throws FilterException if the text is none
     */
    public static EventFilter compile(String text) throws FilterException {
        return text.isEmpty() ? ALL : new EventFilter(CelFilters.OF_EVENTS.compiled(text));
    }

    /** As it was written; empty for {@link #ALL}. */
    public String text() {
        return filter == null ? "" : filter.text();
    }

    /**
     * Whether an event is meant.
     *
     * @param source who emitted it
     * @param subject who produced the usage, outermost first
     * @param data its payload by field path, exact: Boolean, Long, BigDecimal, String or null
     * @param job the backfill that brought it; empty if none did
     * @throws FilterException if that cannot be said of this event
     */
    public boolean matches(
            String source, List<String> subject, Map<String, ? extends @Nullable Object> data, String job)
            throws FilterException {
        return filter == null || filter.matches(source, subject, data, job);
    }
}
