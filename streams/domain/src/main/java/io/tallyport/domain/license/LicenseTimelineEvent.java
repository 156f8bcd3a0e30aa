package io.tallyport.domain.license;

import io.tallyport.domain.catalog.UsageCalendar;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a license's timeline, and the answer to the command that caused it.
 *
 * @param license license id
 * @param type what happened
 * @param version version of the license after it; 0 if there is none
 * @param state state after it; null if there is no license
 * @param commandId the command that it answers; empty if time or the pipeline caused it
 * @param commandHash {@link LicenseCommand#bodyHash()} of that command
 * @param author who asked
 * @param reason why
 * @param refusal stable code ({@link LicenseRefusal}) for REFUSED; else empty
 * @param field the field at fault, for REFUSED; else empty
 * @param detail a sentence, for REFUSED; else empty
 * @param atMs tick time of the decision
 * @param product product id of the license (of the command, if there is none)
 * @param plan plan id, likewise
 * @param customer customer id, likewise
 * @param keyHash keyed hash of the license key, for ISSUED; else empty
 * @param expiresAtMs end of validity, exclusive; {@link Long#MAX_VALUE} if none
 * @param calendar the windows of its usage
 */
public record LicenseTimelineEvent(
        String license,
        LicenseEventType type,
        long version,
        @Nullable LicenseState state,
        String commandId,
        long commandHash,
        String author,
        String reason,
        String refusal,
        String field,
        String detail,
        long atMs,
        String product,
        String plan,
        String customer,
        String keyHash,
        long expiresAtMs,
        UsageCalendar calendar) {
    public LicenseTimelineEvent {
        if ((type == LicenseEventType.REFUSED) == refusal.isEmpty()) {
            throw new IllegalArgumentException("refusal: belongs to REFUSED alone, is '" + refusal + "' for " + type);
        }
        if (state == null && type != LicenseEventType.REFUSED) {
            throw new IllegalArgumentException("state: missing for " + type);
        }
    }

    LicenseTimelineEvent in(UsageCalendar other) {
        return new LicenseTimelineEvent(
                license,
                type,
                version,
                state,
                commandId,
                commandHash,
                author,
                reason,
                refusal,
                field,
                detail,
                atMs,
                product,
                plan,
                customer,
                keyHash,
                expiresAtMs,
                other);
    }

    /** Whether it changed the license. */
    public boolean isChange() {
        return type != LicenseEventType.REFUSED;
    }
}
