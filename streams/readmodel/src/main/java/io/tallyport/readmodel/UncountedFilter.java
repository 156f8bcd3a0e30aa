package io.tallyport.readmodel;

import org.jspecify.annotations.Nullable;

/**
 * Which uncounted usage is wanted.
 *
 * @param kind the verdict
 * @param reason only this reason; null = all
 * @param license only this license; null = all
 * @param limit at most so many, above 0
 * @param includeResubmitted whether to list what was sent again since
 */
public record UncountedFilter(
        UncountedKind kind,
        @Nullable String reason,
        @Nullable String license,
        int limit,
        boolean includeResubmitted) {
    public UncountedFilter {
        Limits.check(limit);
    }
}
