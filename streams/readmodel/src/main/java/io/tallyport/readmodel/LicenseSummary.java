package io.tallyport.readmodel;

import org.jspecify.annotations.Nullable;

/**
 * One line of the list of licenses.
 *
 * @param license license id
 * @param state lifecycle state
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param version version of its entitlement
 * @param expiresAtMs end of validity, exclusive, ms since the epoch; null if none
 * @param graceUntilMs until when it may be used on after that; null if it may not
 * @param trial whether it is a trial
 * @param renews whether it renews itself at its end
 * @param quarantined whether decisions about it are held after a fault
 */
public record LicenseSummary(
        String license,
        String state,
        String product,
        String plan,
        String customer,
        long version,
        @Nullable Long expiresAtMs,
        @Nullable Long graceUntilMs,
        boolean trial,
        boolean renews,
        boolean quarantined) {}
