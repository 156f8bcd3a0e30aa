package io.tallyport.domain.usage;

/** Stable codes of rejection. They are part of the contract: add, never rename. */
public enum RejectionReason {
    /** The bytes do not carry the Confluent wire format. */
    NOT_AVRO,
    /** The registry does not know the schema id. */
    UNKNOWN_SCHEMA,
    /** The bytes do not follow the schema. */
    CORRUPT,
    /** The record is larger than an event may be. */
    TOO_LARGE,
    /** The record lies in a partition that is not its license's. */
    MISROUTED,
    /** This version knows no records of that kind. */
    KIND_UNSUPPORTED,
    LICENSE_MISSING,
    LICENSE_UNKNOWN,
    LICENSE_KEY_UNKNOWN,
    ID_MISSING,
    SOURCE_MISSING,
    NO_CATALOG,
    EMITTER_NOT_ALLOWED,
    EVENT_TYPE_UNKNOWN,
    TIME_IN_FUTURE,
    /** A meter's filter has no answer for the event, such as when it names a field that is not there. */
    FILTER_FAILED,
    VALUE_MISSING,
    VALUE_NOT_NUMERIC,
    VALUE_NEGATIVE,
    VALUE_TOO_LARGE,
    /** A value that parts a meter into groups is longer than it may be. */
    GROUP_TOO_LONG,
    /** An expression that parts a meter into groups has no answer for the event. */
    GROUP_FAILED,
    /** A meter has as many groups in that month of the license as it may have. */
    TOO_MANY_GROUPS,
    /** An event of a backfill whose job is called by no name of a job. */
    BACKFILL_NAME_INVALID,
    /** An event of a backfill in the topic of live ones. */
    BACKFILL_NOT_BULK,
    /** Its job has ended: ids of what it brought are about to be forgotten. */
    BACKFILL_OVER,
    /** What its month held was forgotten by a build that kept months for a shorter time. */
    BACKFILL_MONTH_UNKNOWN,
    /** Its job would be one more than a task remembers. */
    TOO_MANY_BACKFILLS,
    /** The path of the subject, or an element of it, is longer than a meter with subjects takes. */
    SUBJECT_TOO_LONG,
    /** A meter has as many subjects in that month of the license as it may have. */
    TOO_MANY_SUBJECTS,
    /** A correction that does not say which event it corrects. */
    ORIGINAL_MISSING,
    /** A correction that does not say who asks for it, or why. */
    REASON_MISSING,
    /** The event that is to be corrected was not counted, or not so. */
    NOT_COUNTED,
    /** It was counted by meters that this installation did not write down yet. */
    METERS_UNKNOWN,
    /** It is older than events may be corrected. */
    TOO_OLD_TO_CORRECT,
    /** One event may be corrected so many times. */
    TOO_MANY_CORRECTIONS,
    /** It counts no more already. */
    ALREADY_VOIDED,
    /** It counts, so there is nothing to restore. */
    NOT_VOIDED,
    /** It was amended, and the event that took its place is not named. */
    REPLACEMENT_MISSING,
    /** It would have to be recounted, and too much waits to be. */
    TOO_MANY_RECOUNTS,
    /** What was recounted does not agree with how many events there are; it is asked for again. */
    RECOUNT_MISMATCH,
    /** Our own fault: deciding about it failed, and no license could be held for it. */
    DECISION_FAILED
}
