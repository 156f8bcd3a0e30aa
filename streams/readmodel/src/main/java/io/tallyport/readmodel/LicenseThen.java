package io.tallyport.readmodel;

import org.jspecify.annotations.Nullable;

/**
 * A license as it was at an instant.
 *
 * @param license license id
 * @param state lifecycle state
 * @param product product id
 * @param plan id of the plan that held then
 * @param customer customer id
 * @param version version of the license
 * @param startsAtMs when a draft was to start by itself, or since when it waited for its first use, ms since the epoch; null if
 *     neither
 * @param startedAtMs when its validity began; null if it had not
 * @param expiresAtMs end of validity, exclusive; null if none
 * @param graceUntilMs until when it was to be used on after that; null if it was not
 * @param trial whether it was a trial
 * @param renews whether it was to renew itself at its end
 * @param quarantined whether decisions about it were held after a fault
 * @param event what made it so
 */
public record LicenseThen(
        String license,
        String state,
        String product,
        String plan,
        String customer,
        long version,
        @Nullable Long startsAtMs,
        @Nullable Long startedAtMs,
        @Nullable Long expiresAtMs,
        @Nullable Long graceUntilMs,
        boolean trial,
        boolean renews,
        boolean quarantined,
        TimelineEvent event) {

    static LicenseThen of(TimelineEvent event, String plan, boolean quarantined) {
        return new LicenseThen(
                event.license(),
                event.state(),
                event.product(),
                plan,
                event.customer(),
                event.version(),
                event.startsAtMs(),
                event.startedAtMs(),
                event.expiresAtMs(),
                event.graceMs(),
                event.trial(),
                event.renews(),
                quarantined,
                event);
    }
}
