package io.tallyport.verifier;

import io.tallyport.verifier.Accounts.ByHand;
import io.tallyport.wire.StatementLineV1;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Adjustments by hand: each that was commanded is a line of the next statement, as it was commanded. */
final class ByHandLines {

    private static final String LAW = "statement-by-hand";

    /** Compares the lines of a statement with what was commanded since the one before. */
    static void compare(
            Attempt attempt,
            List<StatementLineV1> lines,
            Life life,
            Accounts.Account account,
            PlanTimeline.Story story) {
        var seen = new HashSet<String>();
        for (StatementLineV1 line : lines) {
            var commanded = account.byHand().get(line.getCommandId());
            if (commanded == null || !seen.add(line.getCommandId())) {
                attempt.accept(LAW, "command " + line.getCommandId() + " adjusted nothing, or was stated before");
            } else {
                compare(attempt, line, commanded, life, account, story);
            }
        }
        for (String command : account.byHand().keySet()) {
            attempt.require(seen.contains(command), LAW, "it lacks the adjustment of command " + command);
        }
        var stated = List.copyOf(account.byHand().keySet());
        attempt.then(() -> stated.forEach(account.byHand()::remove));
    }

    private static void compare(
            Attempt attempt,
            StatementLineV1 line,
            ByHand commanded,
            Life life,
            Accounts.Account account,
            PlanTimeline.Story story) {
        var said = commanded.attributes();
        boolean isWhole = line.getAuthor().equals(commanded.author())
                && line.getReason().equals(commanded.reason())
                && line.getMeter().equals(said.getOrDefault("meter", ""))
                && line.getProduct().equals(life.product)
                && isSame(line.getQuantity(), said.getOrDefault("quantity", "0"))
                && isSame(line.getOverage(), said.getOrDefault("overage", "0"))
                && line.getGroup().isEmpty()
                && line.getEvents() == 0
                && line.getBurnt().isEmpty();
        attempt.require(isWhole, LAW, "the line of command " + commanded.commandId() + " is not what it commanded");
        var from = start(said.getOrDefault("period", ""));
        if (from.isEmpty()) {
            attempt.unchecked("statement.periodByHand");
            return;
        }
        long to = life.windows.to(Period.MONTH, from.get());
        // Whether the whole period or a part of it is meant the command does not say.
        var parts = story.parts(from.get(), to);
        boolean isOfPeriod =
                (line.getFromMs() == from.get() || parts.stream().anyMatch(part -> part.fromMs() == line.getFromMs()))
                        && (line.getToMs() == to || parts.stream().anyMatch(part -> part.toMs() == line.getToMs()))
                        && line.getFromMs() < line.getToMs();
        attempt.require(
                isOfPeriod && line.getCorrects() == account.numberOf(from.get()),
                LAW,
                "the line of command " + commanded.commandId() + " is of another period");
    }

    /** Empty and zero are the same where a command need not say it. */
    private static boolean isSame(String said, String commanded) {
        var expected = StatementUsage.number(commanded.isEmpty() ? "0" : commanded);
        return expected != null
                && (said.isEmpty() && expected.compareTo(BigDecimal.ZERO) == 0
                        || StatementUsage.isSame(said, expected));
    }

    /** The start of a period as a command says it; empty if it is no instant. */
    static Optional<Long> start(String text) {
        try {
            long ms = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            return Windows.isReckonedWith(ms) ? Optional.of(ms) : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private ByHandLines() {}
}
