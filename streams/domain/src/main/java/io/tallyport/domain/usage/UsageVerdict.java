package io.tallyport.domain.usage;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one verdict on a usage record.
 *
 * @param kind what became of it
 * @param zone zone of its period, for COUNTED and CORRECTED; else null
 * @param outsideEntitlement counted although the license did not allow it
 * @param reason stable code; empty for COUNTED
 * @param field the field at fault; empty if none
 * @param detail a sentence; empty for COUNTED
 */
public record UsageVerdict(
        Kind kind, @Nullable Zone zone, boolean outsideEntitlement, String reason, String field, String detail) {

    /** What can become of a usage record. */
    public enum Kind {
        COUNTED,
        DUPLICATE,
        CONFLICT,
        LATE,
        REJECTED,
        /** The record corrected an event that was counted. */
        CORRECTED
    }

    /** Reasons of rejection after which it is not known, or nobody knows, which license a record is of. */
    private static final Set<String> OF_NO_LICENSE = Set.of(
            RejectionReason.NOT_AVRO.name(),
            RejectionReason.UNKNOWN_SCHEMA.name(),
            RejectionReason.CORRUPT.name(),
            RejectionReason.KIND_UNSUPPORTED.name(),
            RejectionReason.MISROUTED.name(),
            RejectionReason.LICENSE_MISSING.name(),
            RejectionReason.LICENSE_UNKNOWN.name(),
            RejectionReason.LICENSE_KEY_UNKNOWN.name(),
            RejectionReason.DECISION_FAILED.name());

    /**
     * Whether the record was rejected and no license owns it.
     *
     * @param license the license that it names; empty if it names none
     */
    public boolean isUnattributed(String license) {
        return kind == Kind.REJECTED && isOfNoLicense(reason, license);
    }

    /** Whether a rejection for some reason is of no license, whatever license the record names. */
    public static boolean isOfNoLicense(String reason, String license) {
        return license.isEmpty() || OF_NO_LICENSE.contains(reason);
    }

    public static UsageVerdict counted(Zone zone, boolean outsideEntitlement) {
        return new UsageVerdict(Kind.COUNTED, zone, outsideEntitlement, "", "", "");
    }

    /** What a correction came to. */
    public static UsageVerdict corrected(UsageCorrection correction, Zone zone) {
        String what = switch (correction.kind()) {
            case VOID -> correction.movedTo().isEmpty() ? "voided" : "voided, and moved to " + correction.movedTo();
            case RESTORE -> "restored";
            case AMEND -> "amended";
        };
        return corrected(
                zone, correction.kind().name(), what + " by " + correction.author() + ": " + correction.reason());
    }

    public static UsageVerdict duplicate() {
        return new UsageVerdict(
                Kind.DUPLICATE,
                null,
                false,
                "SAME_ID_SAME_PAYLOAD",
                "id",
                "this id was decided on before, with this payload");
    }

    /** What was recounted stands. */
    public static UsageVerdict recounted(UsageRecount recount, Zone zone) {
        return corrected(
                zone,
                "RECOUNT",
                recount.totals().size() + " windows of " + recount.series() + " were recounted for " + recount.cause());
    }

    /** What a whole meter was recounted to stands. */
    public static UsageVerdict recounted(MeterRecount recount, Zone zone) {
        return corrected(
                zone,
                "RECOUNT",
                "meter " + recount.meter() + " was recounted from " + recount.events() + " events, "
                        + recount.unmeasured() + " of which it cannot measure");
    }

    /** A part of such a recount is kept until the others are there. */
    public static UsageVerdict recountedInPart(MeterRecount recount, Zone zone) {
        return corrected(
                zone,
                "RECOUNT_PART",
                "part " + recount.part() + " of " + recount.parts() + " of a recount of meter " + recount.meter());
    }

    private static UsageVerdict corrected(Zone zone, String reason, String detail) {
        return new UsageVerdict(Kind.CORRECTED, zone, false, reason, "", detail);
    }

    /** A recount that was answered before, or made anew since. */
    public static UsageVerdict overtaken() {
        return new UsageVerdict(
                Kind.DUPLICATE, null, false, "RECOUNT_OVERTAKEN", "", "nobody waits for this recount any more");
    }

    /** A correction that was asked for before. */
    public static UsageVerdict repeated() {
        return new UsageVerdict(
                Kind.DUPLICATE,
                null,
                false,
                "SAME_COMMAND",
                "correction.commandId",
                "this correction was decided on before");
    }

    public static UsageVerdict conflict() {
        return new UsageVerdict(
                Kind.CONFLICT,
                null,
                false,
                "SAME_ID_OTHER_PAYLOAD",
                "id",
                "this id was counted before with another payload; the first one stands");
    }

    /** An event came too long after its time. */
    public static UsageVerdict late(UsageEvent event) {
        var limit = event.isBackfilled() ? Backfill.REACH : UsageAdmission.ACCEPTANCE_LIMIT;
        return new UsageVerdict(
                Kind.LATE,
                null,
                false,
                "OLDER_THAN_ACCEPTANCE_LIMIT",
                "time",
                "the event is older than " + limit.toDays() + " days and was not counted");
    }

    public static UsageVerdict rejected(Rejection rejection) {
        return new UsageVerdict(
                Kind.REJECTED, null, false, rejection.reason().name(), rejection.field(), rejection.detail());
    }
}
