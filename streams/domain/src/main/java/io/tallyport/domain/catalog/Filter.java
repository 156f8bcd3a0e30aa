package io.tallyport.domain.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events of its type a meter counts. A value: two with the same text are equal. What the text means is a port of
 * the core ({@link Filters}); the same event gives the same answer, always.
 */
public abstract class Filter {

    /** Takes every event. */
    public static final Filter ALL = new Filter("") {
        @Override
        public boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data) {
            return true;
        }
    };

    private final String text;

    /** A filter that was written as {@code text}. */
    protected Filter(String text) {
        this.text = text;
    }

    /** As it was written; empty for {@link #ALL}. */
    public final String text() {
        return text;
    }

    /**
     * Whether the meter counts an event.
     *
     * @param source who emitted it
     * @param subject who produced the usage, outermost first
     * @param data its payload by field path, exact: Boolean, Long, BigDecimal, String or null
     * @throws FilterException if that cannot be said of this event
     */
    public abstract boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException;

    /** What it compares, if all that it asks is whether one field is one text: then many are answered by one look-up. */
    public Optional<Equality> equality() {
        return Optional.empty();
    }

    /**
     * Whether one field is one text.
     *
     * @param path field path
     * @param text the text
     */
    public record Equality(String path, String text) {}

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Filter that && text.equals(that.text);
    }

    @Override
    public final int hashCode() {
        return text.hashCode();
    }

    @Override
    public final String toString() {
        return text;
    }
}
