package io.tallyport.client;

import org.jspecify.annotations.Nullable;

/**
 * A license's entitlement changed.
 *
 * @param license license id
 * @param previous what was known before; null for a license that was not
 * @param current what holds now; null when the license was removed
 */
public record EntitlementChange(
        String license,
        @Nullable ViewEntry previous,
        @Nullable ViewEntry current) {}
