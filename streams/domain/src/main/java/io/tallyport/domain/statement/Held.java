package io.tallyport.domain.statement;

/**
 * Why a period that is due has no statement.
 *
 * @param reason stable code
 * @param detail a sentence: what is missing
 * @param sinceMs tick time since when
 * @param alerted whether somebody was told
 * @param nextLookMs when it is to be looked at again, for what was missing may have come
 */
public record Held(Reason reason, String detail, long sinceMs, boolean alerted, long nextLookMs) {

    /** Somebody is told after so long; and so often it is looked at again, whatever else happens. */
    public static final long PATIENCE_MS = 3_600_000;

    /** Why. The names are stable codes. */
    public enum Reason {
        QUARANTINED,
        RECOUNTING,
        RECORDS_MISSING
    }

    /** Something is missing now. */
    public static Held of(Reason reason, String detail, long nowMs) {
        return new Held(reason, detail, nowMs, false, nowMs + PATIENCE_MS);
    }

    /** The same, missing since an earlier one was. */
    public Held since(Held before, long nowMs) {
        return new Held(reason, detail, before.sinceMs, nowMs >= before.sinceMs + PATIENCE_MS, nextLookMs);
    }

    /** To be looked at at once. */
    public Held lookAgain() {
        return new Held(reason, detail, sinceMs, alerted, Long.MIN_VALUE);
    }
}
