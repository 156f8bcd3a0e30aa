package io.tallyport.verifier;

import io.tallyport.verifier.Licenses.Answer;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import org.jspecify.annotations.Nullable;

/**
 * What commands on statements must be answered with. A refusal is taken as it was given where its reason can be shown,
 * or can neither be shown nor ruled out; the answer that it was done, where no reason against it can be shown.
 */
final class StatementCommands implements Licenses.Closings {

    private static final int MOST_DIGITS = 38;
    private static final int MOST_DECIMALS = 18;

    /** Whether a reason to refuse holds. */
    private enum Holds {
        YES,
        NO,
        UNCLEAR
    }

    private final Accounts accounts;
    private final Statements statements;
    private final TickClock clock;
    private final Catalogs catalogs;
    private final Findings findings;

    StatementCommands(Accounts accounts, Statements statements, TickClock clock, Catalogs catalogs, Findings findings) {
        this.accounts = accounts;
        this.statements = statements;
        this.clock = clock;
        this.catalogs = catalogs;
        this.findings = findings;
    }

    @Override
    public Answer answer(LicenseCommandV1 command, Life life, Terms terms, @Nullable Answer said) {
        boolean adjusts = command.getKind() == LicenseCommandKind.ADJUST;
        var done = Answer.moved(adjusts ? "ADJUSTED" : "STATEMENT_RELEASED");
        var answer = judge(command, life, terms, said, adjusts, done);
        boolean isDone = said == null ? answer.equals(done) : said.equals(done);
        // What was answered is so from now on, right or wrong: the statements are held against it.
        if (isDone && adjusts) {
            accounts.of(command.getLicense())
                    .byHand()
                    .put(
                            command.getCommandId(),
                            new Accounts.ByHand(
                                    command.getCommandId(),
                                    command.getAuthor(),
                                    command.getReason(),
                                    command.getAttributes()));
        } else if (isDone) {
            life.releases.put(number(command), command.getAuthor() + '\n' + command.getReason());
        }
        return answer;
    }

    private Answer judge(
            LicenseCommandV1 command, Life life, Terms terms, @Nullable Answer said, boolean adjusts, Answer done) {
        if (said != null && said.type().equals("REFUSED")) {
            Holds holds = adjusts ? adjustment(said.refusal(), command, life, terms) : release(said.refusal(), command);
            if (holds == Holds.UNCLEAR) {
                findings.unchecked("license.refusals");
            }
            return holds == Holds.NO ? done : said;
        }
        var codes = adjusts
                ? new String[] {"PERIOD_INVALID", "PERIOD_NOT_CLOSED", "METER_UNKNOWN", "QUANTITY_INVALID"}
                : new String[] {"NUMBER_INVALID", "STATEMENT_NOT_HELD"};
        for (String code : codes) {
            Holds holds = adjusts ? adjustment(code, command, life, terms) : release(code, command);
            if (holds == Holds.YES) {
                return Answer.refused(code);
            }
        }
        return done;
    }

    private Holds adjustment(String code, LicenseCommandV1 command, Life life, Terms terms) {
        var said = command.getAttributes();
        return switch (code) {
            case "PERIOD_INVALID" -> {
                var from = ByHandLines.start(said.getOrDefault("period", ""));
                if (from.isEmpty()) {
                    yield Holds.UNCLEAR;
                }
                yield life.windows.from(Period.MONTH, from.get()) == from.get() ? Holds.NO : Holds.YES;
            }
            case "PERIOD_NOT_CLOSED" -> notClosed(command, life);
            case "METER_UNKNOWN" -> {
                String meter = said.getOrDefault("meter", "");
                yield terms.meter(meter).isPresent()
                        ? Holds.NO
                        : catalogs.units(meter).isEmpty() ? Holds.YES : Holds.UNCLEAR;
            }
            case "QUANTITY_INVALID" ->
                worst(quantity(said.getOrDefault("quantity", "")), quantity(said.getOrDefault("overage", "0")));
            case "TOO_MANY_ADJUSTMENTS" ->
                accounts.of(command.getLicense()).byHand().isEmpty() ? Holds.NO : Holds.UNCLEAR;
            default -> Holds.NO;
        };
    }

    private Holds notClosed(LicenseCommandV1 command, Life life) {
        var from = ByHandLines.start(command.getAttributes().getOrDefault("period", ""));
        if (from.isEmpty()) {
            return Holds.UNCLEAR;
        }
        long first = statements.areOf(command.getLicense())
                ? statements.firstFromMs(command.getLicense())
                : life.windows.from(
                        Period.MONTH,
                        accounts.timeline().of(command.getLicense()).issuedAtMs());
        var account = accounts.of(command.getLicense());
        if (account.numberOf(from.get()) > 0) {
            return Holds.NO;
        }
        // Older than the first period is closed, but has no statement: whether it can be adjusted is not said.
        return from.get() < Math.max(first, account.closedToMs()) ? Holds.UNCLEAR : Holds.YES;
    }

    private static Holds quantity(String text) {
        var number = StatementUsage.number(text);
        if (number == null) {
            return Holds.YES;
        }
        boolean isPlain = number.precision() <= MOST_DIGITS
                && number.scale() <= MOST_DECIMALS
                && number.scale() >= 0
                && number.signum() != 0;
        return isPlain ? Holds.NO : Holds.UNCLEAR;
    }

    private static Holds worst(Holds one, Holds other) {
        if (one == Holds.YES || other == Holds.YES) {
            return Holds.YES;
        }
        return one == Holds.NO && other == Holds.NO ? Holds.NO : Holds.UNCLEAR;
    }

    private Holds release(String code, LicenseCommandV1 command) {
        long number = number(command);
        return switch (code) {
            case "NUMBER_INVALID" -> number > 0 ? Holds.NO : Holds.YES;
            case "STATEMENT_NOT_HELD" -> notHeld(command.getLicense(), number);
            default -> Holds.NO;
        };
    }

    private Holds notHeld(String license, long number) {
        long heldAtMs = statements.heldAtMs(license, number);
        if (number <= accounts.of(license).lastNumber() || heldAtMs > clock.nowMs()) {
            return Holds.YES;
        }
        // Which of the two came first in the same tick is not said.
        return heldAtMs == clock.nowMs() ? Holds.UNCLEAR : Holds.NO;
    }

    private static long number(LicenseCommandV1 command) {
        try {
            return Long.parseLong(command.getAttributes().getOrDefault("number", ""));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
