package io.tallyport.domain.license;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Validity;

/** The first term of a license. */
final class LicenseIssue {

    /**
     * The term of a license that is issued.
     *
     * @throws RefusedException if what is asked does not hold
     */
    static Term term(LicenseCommand command, Catalog catalog, long nowMs) throws RefusedException {
        requireSale(command, catalog);
        requireTimes(command, nowMs);
        Validity validity = AskedTerm.ofPlan(catalog, command.plan());
        Term draft = Term.waiting(validity, command.startsAtMs(), command.expiresAtMs(), nowMs);
        if (command.startsAtMs() != Term.NEVER || validity.from() == Validity.From.ACTIVATION) {
            return draft;
        }
        var calendar = UsageCalendar.of(command.timeZone(), command.anchorMs());
        return LicenseTime.start(draft, validity, nowMs, calendar.zone());
    }

    private static void requireSale(LicenseCommand command, Catalog catalog) throws RefusedException {
        if (catalog.revision() == 0) {
            throw new RefusedException(LicenseRefusal.NO_CATALOG, "", "no catalog was applied yet");
        }
        if (!catalog.products().containsKey(command.product())) {
            throw new RefusedException(
                    LicenseRefusal.PRODUCT_UNKNOWN,
                    "product",
                    "the catalog has no product '" + command.product() + "'");
        }
        AskedTerm.requirePlan(catalog, command.plan(), command.product());
        if (command.customer().isBlank()) {
            throw new RefusedException(LicenseRefusal.CUSTOMER_MISSING, "customer", "a license needs a customer");
        }
        if (command.keyHash().isBlank()) {
            throw new RefusedException(LicenseRefusal.KEY_MISSING, "keyHash", "a license needs the hash of its key");
        }
    }

    private static void requireTimes(LicenseCommand command, long nowMs) throws RefusedException {
        if (command.expiresAtMs() <= nowMs) {
            throw new RefusedException(
                    LicenseRefusal.EXPIRY_IN_PAST, "expiresAtMs", "the end of validity must be in the future");
        }
        if (!UsageCalendar.isTimeZone(command.timeZone())) {
            throw new RefusedException(
                    LicenseRefusal.TIME_ZONE_UNKNOWN, "timeZone", "'" + command.timeZone() + "' is no time zone");
        }
        if (!UsageCalendar.isAnchor(command.anchorMs())) {
            throw new RefusedException(
                    LicenseRefusal.ANCHOR_OUT_OF_RANGE, "anchorMs", "the anchor must be from 1970 to 2200");
        }
        if (command.startsAtMs() <= nowMs) {
            throw new RefusedException(LicenseRefusal.START_IN_PAST, "startsAtMs", "the start must be in the future");
        }
        if (command.startsAtMs() != Term.NEVER && command.expiresAtMs() <= command.startsAtMs()) {
            throw new RefusedException(
                    LicenseRefusal.EXPIRY_IN_PAST, "expiresAtMs", "the end of validity must be after its start");
        }
    }

    private LicenseIssue() {}
}
