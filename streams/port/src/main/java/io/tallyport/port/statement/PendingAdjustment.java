package io.tallyport.port.statement;

import io.tallyport.readmodel.TimelineEvent;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An adjustment that no statement holds yet, as the license's timeline tells of it. What it changes stands in a sentence
 * alone; one in other words is not understood, and then nobody may reckon as if it were nothing.
 *
 * @param meter meter id
 * @param periodFromMs start of its period, ms since the epoch
 * @param quantity what is added, or taken away
 */
record PendingAdjustment(String meter, long periodFromMs, BigDecimal quantity) {

    static final String TYPE = "ADJUSTED";
    private static final Pattern DETAIL = Pattern.compile(
            "(-?\\d+(?:\\.\\d+)?) of (\\S+) for the period from (\\S+), -?\\d+(?:\\.\\d+)? of it overage,"
                    + " in the next statement");

    /** What an event says; empty if it is not understood. */
    static Optional<PendingAdjustment> of(TimelineEvent event) {
        var said = DETAIL.matcher(event.detail());
        if (!said.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PendingAdjustment(
                    said.group(2), Instant.parse(said.group(3)).toEpochMilli(), new BigDecimal(said.group(1))));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
