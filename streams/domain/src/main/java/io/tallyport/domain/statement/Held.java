package io.tallyport.domain.statement;

/**
 * Why a period that is due has no statement.
 *
 * @param reason stable code
 * @param detail a sentence: what is missing
 * @param sinceMs tick time since when
 * @param alerted whether somebody was told
 * @param again whether it is to be looked at again, because what was missing may have come
 */
public record Held(Reason reason, String detail, long sinceMs, boolean alerted, boolean again) {

    /** Somebody is told after so long. */
    public static final long ALERT_AFTER_MS = 3_600_000;

    /** Why. The names are stable codes. */
    public enum Reason {
        QUARANTINED,
        RECOUNTING,
        RECORDS_MISSING
    }

    /** To be looked at again. */
    public Held lookAgain() {
        return new Held(reason, detail, sinceMs, alerted, true);
    }
}
