package io.tallyport.domain.catalog;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a meter parts its usage into groups: a field, or an expression with a name. A value: two of one name and one
 * text are equal. What the text means is a port of the core ({@link Filters}); the same event gives the same answer, always.
 */
public abstract class GroupBy {

    private final String name;
    private final String text;

    /** An expression that was written as {@code text}, under a name. */
    protected GroupBy(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** A field of the payload: what is not there has no value. */
    public static GroupBy field(String path) {
        return new GroupBy(path, "") {
            @Override
            public @Nullable Object valueOf(
                    String source, List<String> subject, Map<String, ? extends @Nullable Object> data) {
                return data.get(path);
            }
        };
    }

    /** What stands before the value in the name of a group: a field's path, or the name of an expression. */
    public final String name() {
        return name;
    }

    /** The expression as it was written; empty for a field. */
    public final String text() {
        return text;
    }

    /** Whether it is a field of the payload. */
    public final boolean isField() {
        return text.isEmpty();
    }

    /**
     * The value of an event.
     *
     * @param source who emitted it
     * @param subject who produced the usage, outermost first
     * @param data its payload by field path, exact: Boolean, Long, BigDecimal, String or null
     * @return Boolean, Long, BigDecimal or String; null if it is a field and there is none
     * @throws FilterException if it is an expression that has no such answer for this event
     */
    public abstract @Nullable Object valueOf(
            String source, List<String> subject, Map<String, ? extends @Nullable Object> data) throws FilterException;

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof GroupBy that && name.equals(that.name) && text.equals(that.text);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(name, text);
    }

    @Override
    public final String toString() {
        return isField() ? name : name + ": " + text;
    }
}
