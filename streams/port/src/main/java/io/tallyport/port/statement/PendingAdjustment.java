package io.tallyport.port.statement;

import io.tallyport.readmodel.TimelineEvent;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * An adjustment that no statement holds yet, as the license's timeline tells of it. One whose event does not say what it
 * changes is not understood, and then nobody may reckon as if it were nothing.
 *
 * @param meter meter id
 * @param periodFromMs start of its period, ms since the epoch
 * @param quantity what is added, or taken away
 */
record PendingAdjustment(String meter, long periodFromMs, BigDecimal quantity) {

    static final String TYPE = "ADJUSTED";

    /** What an event says; empty if it is not understood. */
    static Optional<PendingAdjustment> of(TimelineEvent event) {
        var said = event.attributes();
        try {
            return said.containsKey("meter")
                    ? Optional.of(new PendingAdjustment(
                            said.get("meter"),
                            Instant.parse(said.getOrDefault("period", "")).toEpochMilli(),
                            new BigDecimal(said.getOrDefault("quantity", ""))))
                    : Optional.empty();
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
