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
}
