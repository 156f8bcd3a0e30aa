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
 * @param detail a sentence, for REFUSED and for what time caused; else empty, mostly
 * @param atMs tick time of the decision; when it was due, if time caused it
 * @param product product id of the license (of the command, if there is none)
 * @param plan plan id, likewise
 * @param customer customer id, likewise
 * @param keyHash keyed hash of the license key, for ISSUED and REKEYED; else empty
 * @param term how long it is valid after it
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
        Term term,
        UsageCalendar calendar) {
    public LicenseTimelineEvent {
        if ((type == LicenseEventType.REFUSED) == refusal.isEmpty()) {
            throw new IllegalArgumentException("refusal: belongs to REFUSED alone, is '" + refusal + "' for " + type);
        }
        if (state == null && type != LicenseEventType.REFUSED) {
            throw new IllegalArgumentException("state: missing for " + type);
        }
    }

    /** The same with a term that says more. */
    public LicenseTimelineEvent withTerm(Term other) {
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
                other,
                calendar);
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
                term,
                other);
    }

    /** Whether it changed the license. */
    public boolean isChange() {
        return type != LicenseEventType.REFUSED;
    }
}
