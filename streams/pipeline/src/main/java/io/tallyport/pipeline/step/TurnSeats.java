package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.SeatMeters;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PlanFollowing;
import io.tallyport.domain.ledger.SeatCommands;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.pipeline.state.TaskState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/** Counts the named seats of a turn's license into their two meters. */
final class TurnSeats {

    private final TaskState state;
    private final Turn turn;

    TurnSeats(TaskState state, Turn turn) {
        this.state = state;
        this.turn = turn;
    }

    /** Counts the days and periods that have begun by now. */
    void carry() {
        LicenseLedger ledger = ledger();
        License license = ledger.license();
        if (license != null) {
            take(ledger.seats().until(ledger.calendar(), SeatCommands.countedUntilMs(ledger, license, turn.nowMs)));
        }
    }

    /** Does what a command asked, once it was granted. Days that have begun by now must be counted. */
    void obey(LicenseCommand command, LicenseEventType answer) {
        LicenseLedger ledger = ledger();
        Seats seats = ledger.seats();
        String member = SeatCommands.memberOf(command);
        if (answer == LicenseEventType.SEAT_ASSIGNED) {
            take(seats.assign(member, ledger.calendar(), turn.nowMs));
        } else if (answer == LicenseEventType.SEAT_RELEASED) {
            turn.ledger = ledger.withSeats(seats.release(member, ledger.calendar(), turn.nowMs));
        }
    }

    /** The license gives access again, after it had ended: what lies between is not counted. */
    void resume() {
        LicenseLedger ledger = ledger();
        take(ledger.seats().resumed(ledger.calendar(), turn.nowMs));
    }

    /** Another plan holds from an instant on, if one does: its part of the period begins with the seats that are assigned. */
    void parted(long fromMs) {
        int assigned = ledger().seats().members().size();
        if (fromMs != PlanFollowing.Outcome.NO_PART && assigned > 0) {
            count(List.of(new Seats.Count(fromMs, assigned, 0)));
        }
    }

    private void take(Seats.Outcome outcome) {
        turn.ledger = ledger().withSeats(outcome.next());
        count(outcome.counts());
    }

    private void count(List<Seats.Count> counts) {
        var meters = new TurnMeters(state, turn);
        for (Seats.Count count : counts) {
            meters.feed(
                    new Contribution(SeatMeters.ASSIGNED, BigDecimal.valueOf(count.assigned()), null), count.atMs());
            if (count.held() > 0) {
                meters.feed(new Contribution(SeatMeters.HELD, BigDecimal.valueOf(count.held()), null), count.atMs());
            }
        }
    }

    private LicenseLedger ledger() {
        return Objects.requireNonNull(turn.ledger);
    }
}
