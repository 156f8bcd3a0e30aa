package io.tallyport.domain.catalog;

import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how long the licenses of a plan are valid. */
final class ValidityReader {

    private static final List<String> KEYS = List.of("for", "from", "expiryGrace", "renews", "renewFrom");
    private static final int MOST_YEARS = 100;
    private static final int MOST_TRIAL_YEARS = 1;
    private static final Duration MOST_GRACE = Duration.ofDays(366);
    private static final long DAYS_OF_A_YEAR = 365;
    /** At least: twelve of them are no more than a year. */
    private static final long DAYS_OF_A_MONTH = 30;

    private final DocumentSection plan;

    ValidityReader(DocumentSection plan) {
        this.plan = plan;
    }

    Validity read() {
        Period trial =
                plan.optional("trial").map(at -> period(at, MOST_TRIAL_YEARS)).orElse(null);
        Optional<DocumentSection> found = plan.optional("validity").flatMap(at -> at.section(KEYS));
        if (found.isEmpty()) {
            return new Validity(null, Validity.From.ISSUE, Duration.ZERO, false, Validity.RenewFrom.EXPIRY, trial);
        }
        DocumentSection section = found.get();
        Period lasts = section.optional("for").map(at -> period(at, MOST_YEARS)).orElse(null);
        var from = Validity.From.valueOf(word(section, "from", "issue", List.of("issue", "activation", "use")));
        boolean renews = section.optional("renews").map(DocumentNode::isTrue).orElse(false);
        if (renews && section.optional("for").isEmpty()) {
            section.optional("renews").ifPresent(at -> at.note("NOT_ALLOWED", "what renews itself needs 'for'"));
        }
        if (from == Validity.From.USE
                && section.optional("for").isEmpty()
                && plan.optional("trial").isEmpty()) {
            section.optional("from").ifPresent(at -> at.note("NOT_ALLOWED", "from use needs 'for', or a trial"));
        }
        return new Validity(
                lasts,
                from,
                section.optional("expiryGrace").map(ValidityReader::grace).orElse(Duration.ZERO),
                renews,
                Validity.RenewFrom.valueOf(word(section, "renewFrom", "expiry", List.of("expiry", "now"))),
                trial);
    }

    private static String word(DocumentSection section, String key, String otherwise, List<String> words) {
        String word = section.optional(key).map(at -> at.choice(words)).orElse(otherwise);
        return (word.isEmpty() ? otherwise : word).toUpperCase(java.util.Locale.ROOT);
    }

    private static @Nullable Period period(DocumentNode at, int mostYears) {
        try {
            Period period = Period.parse(at.text());
            boolean isForward = period.getYears() >= 0 && period.getMonths() >= 0 && period.getDays() >= 0;
            long days = period.toTotalMonths() * DAYS_OF_A_MONTH + period.getDays();
            if (isForward && !period.isZero() && days <= mostYears * DAYS_OF_A_YEAR) {
                return period;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        at.note(
                "OUT_OF_RANGE",
                "must be years, months, weeks or days, as in P1M or P14D, from P1D to P" + mostYears + "Y");
        return null;
    }

    private static Duration grace(DocumentNode at) {
        try {
            Duration grace = Duration.parse(at.text());
            if (!grace.isNegative() && grace.compareTo(MOST_GRACE) <= 0) {
                return grace;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        at.note("OUT_OF_RANGE", "must be days, hours or minutes, as in P7D or PT12H, up to P366D");
        return Duration.ZERO;
    }
}
