package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a check answers when the view is old or missing: as the catalog says, never silence.
 *
 * @param mode the policy
 * @param period how long LAST_KNOWN and BOUNDED hold; zero otherwise
 * @param units how much BOUNDED allows; zero otherwise
 */
public record FailurePolicy(Mode mode, Duration period, BigDecimal units) {

    /** Features and soft limits, unless the catalog says otherwise: the last known answer for 72 hours, then closed. */
    public static final FailurePolicy DEFAULT =
            new FailurePolicy(Mode.LAST_KNOWN, Duration.ofHours(72), BigDecimal.ZERO);

    /** Deny at once. */
    public static final FailurePolicy CLOSED = new FailurePolicy(Mode.CLOSED, Duration.ZERO, BigDecimal.ZERO);

    /** The kinds of policy. */
    public enum Mode {
        LAST_KNOWN("lastKnown"),
        CLOSED("closed"),
        OPEN("open"),
        BOUNDED("bounded");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        /** The word that the catalog and the wire use. */
        public String word() {
            return word;
        }

        /** The mode of a word; an unknown one is CLOSED. */
        public static Mode ofWord(String word) {
            for (Mode mode : values()) {
                if (mode.word.equals(word)) {
                    return mode;
                }
            }
            return CLOSED;
        }
    }
}
