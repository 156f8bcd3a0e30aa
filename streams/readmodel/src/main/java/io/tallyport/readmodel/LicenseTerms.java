package io.tallyport.readmodel;

import io.tallyport.wire.LicenseEventV1;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the term of one license from its timeline, event by event, the newest first. */
final class LicenseTerms {

    private @Nullable LicenseEventV1 newest;
    private @Nullable LicenseEventV1 oldest;
    private long endedMs = Long.MAX_VALUE;

    void add(LicenseEventV1 event) {
        // A refusal changes nothing, and of a license that does not exist it says nothing either.
        if (event.getState().isEmpty() || event.getType().equals("REFUSED")) {
            return;
        }
        if (newest == null) {
            newest = event;
        }
        if (event.getType().equals("REVOKED") || event.getType().equals("EXPIRED")) {
            endedMs = Math.min(endedMs, endOf(event));
        }
        oldest = event;
    }

    /** The term; empty if there is no such license. */
    Optional<LicenseTerm> term() {
        if (newest == null || oldest == null) {
            return Optional.empty();
        }
        Long expiresAtMs = newest.getExpiresAtMs();
        boolean willEnd = endedMs == Long.MAX_VALUE && expiresAtMs != null;
        return Optional.of(new LicenseTerm(
                newest.getLicense(),
                newest.getCustomer(),
                newest.getTimeZone(),
                newest.getAnchorMs(),
                oldest.getAtMs(),
                willEnd ? expiresAtMs - 1 : endedMs));
    }

    /** The last instant at which it ran: a license expires at its end, however late that is noticed. */
    private static long endOf(LicenseEventV1 event) {
        Long expiresAtMs = event.getExpiresAtMs();
        return event.getType().equals("EXPIRED") && expiresAtMs != null
                ? Math.min(event.getAtMs(), expiresAtMs - 1)
                : event.getAtMs();
    }
}
