package io.tallyport.verifier;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What RENEW comes to.
 *
 * @param refusal why it does not; empty if it does
 * @param type type of its event
 * @param term the term after it
 */
record Renewal(String refusal, String type, Term term) {

    private static final Set<String> ATTRIBUTES = Set.of("until", "from", "automatic");
    private static final Map<String, Set<String>> WORDS =
            Map.of("from", Set.of("expiry", "now"), "automatic", Set.of("on", "off"));

    /**
     * Decides on a command, of a license whose state allows it.
     *
     * @param mayWait whether one that waits for its first use may be set to renew itself: whether that has no end is not said
     */
    static Renewal of(Life life, Map<String, String> said, Validity validity, long nowMs, boolean mayWait) {
        var term = life.term();
        if (said.size() > 1 || !ATTRIBUTES.containsAll(said.keySet())) {
            return refused("RENEWAL_INVALID", term);
        }
        for (var one : said.entrySet()) {
            var words = WORDS.getOrDefault(one.getKey(), Set.of(one.getValue()));
            if (!words.contains(one.getValue())) {
                return refused("RENEWAL_INVALID", term);
            }
        }
        String until = said.get("until");
        if (until != null) {
            return until(life, instant(until), validity, nowMs);
        }
        String automatic = said.get("automatic");
        if (automatic != null) {
            return automatic(term, automatic.equals("on"), validity, nowMs, mayWait);
        }
        if (term.expiresAtMs() == Term.NEVER || term.startedAtMs() == Term.NEVER) {
            return refused("NO_END", term);
        }
        var length = term.trial() ? validity.trial() : validity.lasts();
        if (length == null) {
            return refused("TERM_UNKNOWN", term);
        }
        if (said.containsKey("from") ? said.containsValue("now") : validity.fromNow()) {
            return renewed(term.renewedFrom(nowMs, length, validity, life.zone));
        }
        long endMs = term.nextEnd(length, life.zone);
        return endMs > nowMs ? renewed(term.until(endMs, false, validity)) : refused("EXPIRY_IN_PAST", term);
    }

    private static Renewal automatic(Term term, boolean on, Validity validity, long nowMs, boolean mayWait) {
        if (term.expiresAtMs() == Term.NEVER && !(mayWait && term.awaitsUse())) {
            return refused("NO_END", term);
        }
        if (on && validity.lasts() == null) {
            return refused("TERM_UNKNOWN", term);
        }
        return on && term.expiresAtMs() <= nowMs
                ? refused("EXPIRY_IN_PAST", term)
                : new Renewal("", "RENEWAL_SET", term.renewing(on));
    }

    private static Renewal until(Life life, @Nullable Long endMs, Validity validity, long nowMs) {
        if (endMs == null) {
            return refused("RENEWAL_INVALID", life.term());
        }
        if (life.term().startedAtMs() == Term.NEVER && !life.term().fixed()) {
            return refused("NO_END", life.term());
        }
        return endMs > nowMs
                ? renewed(life.term().until(endMs, true, validity))
                : refused("EXPIRY_IN_PAST", life.term());
    }

    /** An instant as it is written; null if it is none. */
    static @Nullable Long instant(String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Renewal renewed(Term term) {
        return new Renewal("", "RENEWED", term);
    }

    private static Renewal refused(String code, Term term) {
        return new Renewal(code, "REFUSED", term);
    }
}
