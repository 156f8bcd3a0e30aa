package io.tallyport.domain.usage;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Product;
import io.tallyport.domain.license.License;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first decision about an event: may it count at all? Values are judged by {@code Metering}. */
public final class UsageAdmission {

    /** Older events are not counted, and their ids are forgotten. */
    public static final Duration ACCEPTANCE_LIMIT = Duration.ofDays(35);

    /** Emitters' clocks may be ahead by this much. */
    public static final Duration FUTURE_TOLERANCE = Duration.ofHours(1);

    /** What is wrong with the event itself, whatever license it belongs to. */
    public static Optional<Rejection> checkForm(UsageEvent event) {
        if (!event.unresolved().isEmpty()) {
            return unresolved(event);
        }
        if (event.license().isEmpty()) {
            return reject(RejectionReason.LICENSE_MISSING, "license", "the event names no license");
        }
        if (event.source().isEmpty()) {
            return reject(RejectionReason.SOURCE_MISSING, "source", "the event names no source");
        }
        if (event.id().isEmpty()) {
            return reject(RejectionReason.ID_MISSING, "id", "the event has no id, so a retry could not be told apart");
        }
        return Optional.empty();
    }

    /**
     * What keeps the event from counting for its license under the catalog in force.
     *
     * @param nowMs tick time; 0 while no tick was read, when no time can be judged
     */
    public static Optional<Rejection> checkTerms(
            UsageEvent event, @Nullable License license, Catalog catalog, long nowMs) {
        if (license == null) {
            return reject(
                    RejectionReason.LICENSE_UNKNOWN, "license", "there is no license " + event.license() + " yet");
        }
        if (catalog.revision() == 0) {
            return reject(RejectionReason.NO_CATALOG, "", "no catalog was applied yet");
        }
        Product product = catalog.products().get(license.product());
        if (product != null && !product.allows(event.source())) {
            return reject(
                    RejectionReason.EMITTER_NOT_ALLOWED,
                    "source",
                    "source " + event.source() + " may not emit usage of product " + product.id());
        }
        if (catalog.metersOf(event.type()).meters().isEmpty()) {
            return reject(RejectionReason.EVENT_TYPE_UNKNOWN, "type", "no meter counts events of type " + event.type());
        }
        if (nowMs > 0 && event.timeMs() > nowMs + FUTURE_TOLERANCE.toMillis()) {
            return reject(
                    RejectionReason.TIME_IN_FUTURE,
                    "time",
                    "the event says " + Instant.ofEpochMilli(event.timeMs()) + ", but it is only "
                            + Instant.ofEpochMilli(nowMs));
        }
        return Optional.empty();
    }

    /** Whether the event is past the acceptance limit: that of live events, or that of a backfill. */
    public static boolean isLate(UsageEvent event, long nowMs) {
        Duration limit = event.isBackfilled() ? Backfill.REACH : ACCEPTANCE_LIMIT;
        return event.timeMs() < nowMs - limit.toMillis();
    }

    private static Optional<Rejection> unresolved(UsageEvent event) {
        return event.unresolved().equals(RejectionReason.LICENSE_MISSING.name())
                ? reject(
                        RejectionReason.LICENSE_MISSING,
                        "license",
                        "the event names neither a license nor a license key")
                : reject(RejectionReason.LICENSE_KEY_UNKNOWN, "licensekey", "no license has the key that was sent");
    }

    private static Optional<Rejection> reject(RejectionReason reason, String field, String detail) {
        return Optional.of(new Rejection(reason, field, detail));
    }

    private UsageAdmission() {}
}
