package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event of a license's timeline, or the refusal of a command to it.
 *
 * @param license license id
 * @param version rises by one with each event; unchanged by a refusal
 * @param type ISSUED, ACTIVATED, FIRST_USED, SUSPENDED, RESUMED, REVOKED, REINSTATED, RENEWED, RENEWAL_SET, TRIAL_ENDED,
 *     EXPIRING, GRACE_BEGAN, EXPIRED, QUARANTINED, RELEASED, PLAN_CHANGED, ADJUSTED, STATEMENT_RELEASED, SEAT_ASSIGNED,
 *     SEAT_RELEASED or REFUSED
 * @param state lifecycle state after it; empty if there is no license
 * @param commandId the command it answers; empty if time or the pipeline caused it
 * @param author who asked for it
 * @param reason why they did
 * @param refusal stable code of a refusal; else empty
 * @param field field at fault of a refusal; else empty
 * @param detail a sentence
 * @param atMs tick time, ms since the epoch; of what time caused, the instant at which it was due; of PLAN_CHANGED, the
 *     instant from which the plan holds
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param startsAtMs when a draft starts by itself, or since when the license waits for its first use; null if neither
 * @param startedAtMs when its validity began; null if it has not, and for builds before there were terms
 * @param expiresAtMs end of validity, exclusive; null if none
 * @param graceUntilMs until when it may be used on after that; null where there is no end, and for builds before there were
 *     terms
 * @param trial whether it is a trial
 * @param fixedEnd whether its end was said by hand
 * @param renews whether it renews itself at its end
 * @param timeZone time zone of its windows; empty for UTC
 * @param anchorMs an instant at which a month of it begins; null for calendar months
 * @param catalogRevision revision it was decided by
 * @param evidence what it rests on; null if nothing was recorded
 * @param attributes of ADJUSTED, meter, period, quantity and overage as the command said them; of SEAT_ASSIGNED and
 *     SEAT_RELEASED, member; of RENEWED and RENEWAL_SET, what the command said; else none
 * @param at where the event stands in its topic
 */
public record TimelineEvent(
        String license,
        long version,
        String type,
        String state,
        String commandId,
        String author,
        String reason,
        String refusal,
        String field,
        String detail,
        long atMs,
        String product,
        String plan,
        String customer,
        @Nullable Long startsAtMs,
        @Nullable Long startedAtMs,
        @Nullable Long expiresAtMs,
        @Nullable Long graceUntilMs,
        boolean trial,
        boolean fixedEnd,
        boolean renews,
        String timeZone,
        @Nullable Long anchorMs,
        long catalogRevision,
        @Nullable Evidence evidence,
        Map<String, String> attributes,
        Origin at) {

    private static final String REFUSED = "REFUSED";
    private static final String DRAFT = "DRAFT";
    private static final Set<String> OVER = Set.of("EXPIRED", "REVOKED");

    /** Whether it changed the license. A refusal does not, and of a license that does not exist it says nothing either. */
    public boolean isChange() {
        return !type.equals(REFUSED) && !state.isEmpty();
    }

    /** Whether the license has ended with it, or before. */
    public boolean isOver() {
        return OVER.contains(state);
    }

    /** Of an event with which the license ended, the last instant at which it was there. */
    public long lastMs() {
        if (!state.equals("EXPIRED")) {
            return atMs;
        }
        // It may have been noticed later.
        Long endMs = graceUntilMs == null ? expiresAtMs : graceUntilMs;
        return (endMs == null ? atMs : Math.min(atMs, endMs)) - 1;
    }

    /** Until when it may be used on after its end; null if it may not. */
    public @Nullable Long graceMs() {
        return graceUntilMs != null && expiresAtMs != null && graceUntilMs > expiresAtMs ? graceUntilMs : null;
    }

    /** When it will have ended, exclusive, if nothing more happens; null if it will not. */
    @Nullable Long endsAtMs() {
        if (renews) {
            return null;
        }
        return graceUntilMs == null || state.equals(DRAFT) ? expiresAtMs : graceUntilMs;
    }
}
