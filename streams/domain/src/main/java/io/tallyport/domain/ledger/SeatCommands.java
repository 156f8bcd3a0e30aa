package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCircumstances;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseRefusal;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.statement.Closing;

/** Commands that are about the named seats of a license: what stands against them, and until when seats are counted. */
public final class SeatCommands {

    private static final String MEMBER = "member";
    private static final String PLAN = "plan";
    private static final int LONGEST_MEMBER = 128;

    /** Whom a command gives a seat, or takes it from. */
    public static String memberOf(LicenseCommand command) {
        return command.attributes().getOrDefault(MEMBER, "");
    }

    /** What a command about seats meets. */
    static LicenseCircumstances circumstances(
            LicenseLedger ledger, LicenseCommand command, Catalog catalog, long nowMs) {
        String member = memberOf(command);
        Seats seats = ledger.seats();
        if (!isMember(member)) {
            return refuse(
                    LicenseRefusal.MEMBER_INVALID,
                    MEMBER,
                    "must have 1 to " + LONGEST_MEMBER
                            + " characters, no control characters and no white space at its ends");
        }
        License license = ledger.license();
        Plan plan = license == null ? null : catalog.plans().get(license.plan());
        int most = plan == null ? 0 : plan.seats();
        boolean assigns = command.kind() == LicenseCommand.Kind.SEAT_ASSIGN;
        if (assigns == seats.has(member)) {
            return assigns
                    ? refuse(LicenseRefusal.SEAT_HELD, MEMBER, member + " has a seat already")
                    : refuse(LicenseRefusal.SEAT_NOT_HELD, MEMBER, member + " has no seat");
        }
        if (assigns && most == 0) {
            return refuse(
                    LicenseRefusal.SEATS_NOT_IN_PLAN,
                    PLAN,
                    "the plan " + (license == null ? "" : license.plan()) + " has no named seats");
        }
        int assigned = seats.members().size();
        if (assigns && assigned >= most) {
            return refuse(LicenseRefusal.SEATS_TAKEN, PLAN, assigned + " seats are assigned, and the plan has " + most);
        }
        if (assigns && !seats.hasRoomFor(member, ledger.calendar(), nowMs)) {
            return refuse(
                    LicenseRefusal.TOO_MANY_MEMBERS,
                    MEMBER,
                    Seats.MOST_A_DAY + " members had a seat today, more than a day has room for");
        }
        int then = assigned + (assigns ? 1 : -1);
        String of = most == 0 ? "" : " of " + most;
        return new LicenseCircumstances(0, null, "", then + of + " seats are assigned");
    }

    private static boolean isMember(String member) {
        return !member.isEmpty()
                && member.length() <= LONGEST_MEMBER
                && member.strip().length() == member.length()
                && member.chars().noneMatch(Character::isISOControl);
    }

    private static LicenseCircumstances refuse(LicenseRefusal refusal, String field, String detail) {
        return new LicenseCircumstances(0, refusal, field, detail);
    }

    /** Until when the seats of a license are counted at most: not from its end on, and of one that has ended before no more. */
    public static long countedUntilMs(LicenseLedger ledger, License license, long nowMs) {
        if (license.state() == LicenseState.DRAFT || license.state() == LicenseState.REVOKED) {
            return Long.MIN_VALUE;
        }
        if (license.state() != LicenseState.EXPIRED) {
            return Math.min(nowMs, license.term().accessUntilMs() - 1);
        }
        Closing closing = ledger.closing();
        boolean endsNow = closing == null || closing.endedMs() == Closing.RUNNING;
        return endsNow ? Math.min(nowMs, license.term().graceUntilMs() - 1) : Long.MIN_VALUE;
    }

    /** When seats are to be counted next; {@link Timers#NEVER} if they are not. */
    static long nextDueMs(LicenseLedger ledger) {
        License license = ledger.license();
        if (license == null || license.state().isOver()) {
            return Timers.NEVER;
        }
        long nextMs = ledger.seats().nextMs(ledger.calendar());
        return nextMs < license.term().accessUntilMs() ? nextMs : Timers.NEVER;
    }

    private SeatCommands() {}
}
