package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.license.LicenseCircumstances;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseRefusal;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.ManualAdjustment;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Commands that are about the periods of a license: what stands against them, and what they do. */
public final class StatementCommands {

    private static final String METER = "meter";
    private static final String PERIOD = "period";
    private static final String QUANTITY = "quantity";
    private static final String OVERAGE = "overage";
    private static final String CORRECTS = "corrects";
    private static final String NUMBER = "number";
    /** More than any number of 38 digits is written with. */
    private static final int LONGEST_NUMBER = 60;

    /** What a command meets. */
    public static LicenseCircumstances circumstances(
            LicenseLedger ledger, LicenseCommand command, Catalog catalog, long nowMs) {
        return switch (command.kind()) {
            case ADJUST -> adjust(ledger, command, catalog);
            case RELEASE_STATEMENT -> release(ledger, command);
            case SEAT_ASSIGN, SEAT_RELEASE -> SeatCommands.circumstances(ledger, command, catalog, nowMs);
            default -> LicenseCircumstances.from(PlanFollowing.fromMs(ledger));
        };
    }

    private static LicenseCircumstances adjust(LicenseLedger ledger, LicenseCommand command, Catalog catalog) {
        String meter = command.attributes().getOrDefault(METER, "");
        Closing closing = ledger.closing();
        Long fromMs = instant(command.attributes().get(PERIOD));
        if (!catalog.meters().containsKey(meter)) {
            return refuse(LicenseRefusal.METER_UNKNOWN, METER, "the catalog has no meter '" + meter + "'");
        }
        if (fromMs == null || ledger.calendar().fromMs(Window.MONTH, fromMs) != fromMs) {
            return refuse(
                    LicenseRefusal.PERIOD_INVALID,
                    PERIOD,
                    "no period of the license begins at " + command.attributes().getOrDefault(PERIOD, "''"));
        }
        if (closing == null || fromMs >= closing.openFromMs()) {
            return refuse(
                    LicenseRefusal.PERIOD_NOT_CLOSED,
                    PERIOD,
                    "the period has no statement yet: correct its events with void, amend or restore");
        }
        BigDecimal quantity = decimal(command.attributes().get(QUANTITY));
        if (quantity == null || quantity.signum() == 0) {
            return refuse(
                    LicenseRefusal.QUANTITY_INVALID,
                    QUANTITY,
                    "must be a decimal that is not zero, of " + Metering.MAX_DIGITS + " digits at most");
        }
        BigDecimal overage = decimal(command.attributes().get(OVERAGE));
        if (overage == null) {
            return refuse(LicenseRefusal.QUANTITY_INVALID, OVERAGE, "must be a decimal");
        }
        if (closing.isAdjustedBy(command.commandId())) {
            return refuse(
                    LicenseRefusal.COMMAND_ID_REUSED,
                    "commandId",
                    "the command " + command.commandId() + " adjusted a period before");
        }
        if (closing.manual().size() >= ManualAdjustment.MOST) {
            return refuse(
                    LicenseRefusal.TOO_MANY_ADJUSTMENTS,
                    "",
                    ManualAdjustment.MOST + " wait for the next statement already");
        }
        return said("%s of %s for the period from %s, %s of it overage, in the next statement"
                .formatted(quantity.toPlainString(), meter, Instant.ofEpochMilli(fromMs), overage.toPlainString()));
    }

    private static LicenseCircumstances release(LicenseLedger ledger, LicenseCommand command) {
        Closing closing = ledger.closing();
        String number = command.attributes().getOrDefault(NUMBER, "");
        if (!number.matches("[0-9]{1,18}")) {
            return refuse(LicenseRefusal.NUMBER_INVALID, NUMBER, "must be the number of a statement");
        }
        if (closing == null || closing.held() == null || Long.parseLong(number) != closing.number() + 1) {
            return refuse(
                    LicenseRefusal.STATEMENT_NOT_HELD, NUMBER, "statement " + number + " of the license is not held");
        }
        return said(closing.held().reason() + ": " + closing.held().detail());
    }

    /** The ledger after a command that nothing stood against, beside the license. */
    public static LicenseLedger obeyed(
            LicenseLedger ledger, LicenseCommand command, LicenseEventType answer, long nowMs) {
        return switch (answer) {
            // As by a new revision: limits that the plan does not have any more end.
            case PLAN_CHANGED -> ledger.withQuotas(ledger.quotas(), 0);
            case ADJUSTED -> adjusted(ledger, command, nowMs);
            default -> ledger;
        };
    }

    private static LicenseLedger adjusted(LicenseLedger ledger, LicenseCommand command, long nowMs) {
        Closing closing = ClosedUsage.caughtUp(ledger, nowMs);
        long fromMs = Objects.requireNonNull(instant(command.attributes().get(PERIOD)));
        return ledger.withClosing(closing.with(new ManualAdjustment(
                fromMs,
                command.attributes().getOrDefault(METER, ""),
                Objects.requireNonNull(decimal(command.attributes().get(QUANTITY))),
                Objects.requireNonNull(decimal(command.attributes().get(OVERAGE))),
                corrects(closing, fromMs, command),
                command.commandId(),
                command.author(),
                command.reason())));
    }

    /** The ledger forgets old statements; who asks may know them. */
    private static long corrects(Closing closing, long fromMs, LicenseCommand command) {
        long known = closing.numberOf(fromMs);
        String said = command.attributes().getOrDefault(CORRECTS, "");
        return known != 0 || !said.matches("[0-9]{1,18}") ? known : Long.parseLong(said);
    }

    private static LicenseCircumstances refuse(LicenseRefusal refusal, String field, String detail) {
        return new LicenseCircumstances(0, refusal, field, detail);
    }

    private static LicenseCircumstances said(String detail) {
        return new LicenseCircumstances(0, null, "", detail);
    }

    private static @Nullable Long instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal decimal(@Nullable String text) {
        try {
            BigDecimal number = text == null || text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
            return number == null
                            || number.precision() > Metering.MAX_DIGITS
                            || number.scale() > Metering.MAX_SCALE
                            || number.scale() < 0
                    ? null
                    : number;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private StatementCommands() {}
}
