package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a license's timeline, or the refusal of a command to it.
 *
 * @param license license id
 * @param version rises by one with each event; unchanged by a refusal
 * @param type ISSUED, SUSPENDED, RESUMED, REVOKED, EXPIRED, QUARANTINED, RELEASED, PLAN_CHANGED, ADJUSTED,
 *     STATEMENT_RELEASED, SEAT_ASSIGNED, SEAT_RELEASED or REFUSED
 * @param state lifecycle state after it; empty if there is no license
 * @param commandId the command it answers; empty if time or the pipeline caused it
 * @param author who asked for it
 * @param reason why they did
 * @param refusal stable code of a refusal; else empty
 * @param field field at fault of a refusal; else empty
 * @param detail a sentence
 * @param atMs tick time, ms since the epoch; of PLAN_CHANGED, the instant from which the plan holds
 * @param product product id
 * @param plan plan id
 * @param customer customer id
 * @param expiresAtMs end of validity, exclusive; null if none
 * @param timeZone time zone of its windows; empty for UTC
 * @param anchorMs an instant at which a month of it begins; null for calendar months
 * @param catalogRevision revision it was decided by
 * @param evidence what it rests on; null if nothing was recorded
 * @param attributes of ADJUSTED, meter, period, quantity and overage as the command said them; of SEAT_ASSIGNED and
 *     SEAT_RELEASED, member; else none
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
        @Nullable Long expiresAtMs,
        String timeZone,
        @Nullable Long anchorMs,
        long catalogRevision,
        @Nullable Evidence evidence,
        Map<String, String> attributes,
        Origin at) {}
