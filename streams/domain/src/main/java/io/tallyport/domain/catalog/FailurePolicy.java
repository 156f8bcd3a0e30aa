package io.tallyport.domain.catalog;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a check answers when the view is old or missing: as the catalog says, never silence.
 *
 * @param mode the policy
 * @param period how long LAST_KNOWN and BOUNDED hold; zero otherwise
 * @param units how much BOUNDED allows; zero otherwise
 */
public record FailurePolicy(Mode mode, Duration period, BigDecimal units) {

    /** Longest period that a policy may name. */
    public static final Duration LONGEST_PERIOD = Duration.ofDays(366);

    private static final Pattern TEXT = Pattern.compile(
            "(closed|open)|lastKnown\\(\\s*(P[0-9DTHMS.]{1,30})\\s*\\)|bounded\\(\\s*([0-9]{1,18}(?:\\.[0-9]{1,18})?)\\s*,\\s*(P[0-9DTHMS.]{1,30})\\s*\\)");

    /** Features and soft limits, unless the catalog says otherwise: the last known answer for 72 hours, then closed. */
    public static final FailurePolicy DEFAULT =
            new FailurePolicy(Mode.LAST_KNOWN, Duration.ofHours(72), BigDecimal.ZERO);

    /** Deny at once. */
    public static final FailurePolicy CLOSED = new FailurePolicy(Mode.CLOSED, Duration.ZERO, BigDecimal.ZERO);

    /** Allow always. */
    public static final FailurePolicy OPEN = new FailurePolicy(Mode.OPEN, Duration.ZERO, BigDecimal.ZERO);

    /**
     * The policy that a catalog names: {@code closed}, {@code open}, {@code lastKnown(PT72H)} or {@code bounded(100, PT1H)}.
     *
     * @return empty if it names none, or a period that is zero or above {@link #LONGEST_PERIOD}
     */
    public static Optional<FailurePolicy> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        if (parts.group(1) != null) {
            return Optional.of(parts.group(1).equals("open") ? OPEN : CLOSED);
        }
        if (parts.group(2) != null) {
            return period(parts.group(2)).map(p -> new FailurePolicy(Mode.LAST_KNOWN, p, BigDecimal.ZERO));
        }
        BigDecimal units = new BigDecimal(parts.group(3)).stripTrailingZeros();
        BigDecimal plain = units.scale() < 0 ? units.setScale(0) : units;
        return period(parts.group(4)).map(p -> new FailurePolicy(Mode.BOUNDED, p, plain));
    }

    /** As a catalog names it: {@code parse(text())} is this policy. */
    public String text() {
        return switch (mode) {
            case CLOSED, OPEN -> mode.word;
            case LAST_KNOWN -> mode.word + "(" + period + ")";
            case BOUNDED -> mode.word + "(" + units.toPlainString() + ", " + period + ")";
        };
    }

    private static Optional<Duration> period(String text) {
        try {
            Duration period = Duration.parse(text);
            boolean fits = !period.isZero() && !period.isNegative() && period.compareTo(LONGEST_PERIOD) <= 0;
            return fits ? Optional.of(period) : Optional.empty();
        } catch (DateTimeParseException | ArithmeticException notADuration) {
            return Optional.empty();
        }
    }

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
