package io.tallyport.domain.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A language of filters for tests. {@code path=text}: that field is that text, which has no answer if there is no such
 * field; with {@code ~} in place of {@code =} the same, but not told to be an equality.
 */
public final class PathFilters implements Filters {

    @Override
    public Filter compile(String text) throws FilterException {
        boolean told = text.contains("=");
        String[] parts = text.split("[=~]", -1);
        if (parts.length != 2) {
            throw new FilterException("must be path=text or path~text");
        }
        return new Filter(text) {
            @Override
            public boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
                    throws FilterException {
                if (!data.containsKey(parts[0])) {
                    throw new FilterException("there is no " + parts[0]);
                }
                return parts[1].equals(data.get(parts[0]));
            }

            @Override
            public Optional<Equality> equality() {
                return told ? Optional.of(new Equality(parts[0], parts[1])) : Optional.empty();
            }
        };
    }

    /** {@code path<number}: whether that field is below it, as text; no answer if there is no such number. */
    @Override
    public GroupBy group(String name, String text) throws FilterException {
        String[] parts = text.split("<", -1);
        if (parts.length != 2) {
            throw new FilterException("must be path<number");
        }
        return new GroupBy(name, text) {
            @Override
            public Object valueOf(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
                    throws FilterException {
                if (data.get(parts[0]) instanceof Long number) {
                    return number < Long.parseLong(parts[1]) ? "small" : "large";
                }
                throw new FilterException("there is no number " + parts[0]);
            }
        };
    }
}
