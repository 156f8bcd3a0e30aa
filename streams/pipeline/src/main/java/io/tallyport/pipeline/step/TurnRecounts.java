package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.MeterStarts;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import io.tallyport.pipeline.state.WaitingMeter.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a turn makes of the meters of its license that wait to be counted again as a whole: they begin to wait with the catalog that says
 * so, take note of what is counted since, and begin anew where that cannot be told apart from what is to be counted again.
 */
final class TurnRecounts {

    private final TaskState state;
    private final Turn turn;

    TurnRecounts(TaskState state, Turn turn) {
        this.state = state;
        this.turn = turn;
    }

    /** Notes what an event adds to a meter that waits. */
    void counted(Contribution contribution, long timeMs, @Nullable TurnPeriods periods) {
        var key = new Key(turn.license, contribution.meter().id());
        WaitingMeter waiting = find(key);
        if (waiting == null || beginsAnew(waiting)) {
            return;
        }
        MeterUsage none = MeterUsage.none(contribution.meter().aggregation());
        var calendar = ledger().calendar();
        String series = contribution.meter().series();
        waiting = waiting.withLater(
                new Cell(series, ""), none, usage -> usage.add(timeMs, contribution, calendar, turn.nowMs));
        if (contribution.meter().keepsMinutes()) {
            waiting = waiting.withLater(
                    new Cell(series + GroupUsage.MINUTES, GroupUsage.nameOfHour(calendar.fromMs(Window.HOUR, timeMs))),
                    none,
                    usage -> usage.addToMinute(calendar.fromMs(Window.MINUTE, timeMs), contribution));
        }
        if (!contribution.group().isEmpty()) {
            waiting = waiting.withLater(
                    new Cell(series, contribution.group()),
                    none,
                    usage -> usage.addToGroup(timeMs, contribution, calendar, turn.nowMs));
        }
        if (!contribution.subjects().isEmpty()) {
            waiting = waiting.withLater(
                    contribution.subjects().stream()
                            .map(subject -> new Cell(series, subject))
                            .toList(),
                    none,
                    usage -> usage.addToGroup(timeMs, contribution, calendar, turn.nowMs));
        }
        put(waiting);
        if (periods != null) {
            periods.change(
                    contribution,
                    timeMs,
                    (part, at, before) -> put(Objects.requireNonNull(find(key))
                            .withLater(
                                    new Cell(part.series(), part.group()),
                                    none,
                                    usage -> usage.addAt(at, contribution))));
        }
    }

    /**
     * Whether a meter has to be asked for anew: the turn takes something back, or counts what the answer may hold or not: what
     * made it wait, or waited in quarantine.
     */
    private boolean beginsAnew(WaitingMeter waiting) {
        return turn.correction != null
                || turn.released
                || waiting.cause().equals(turn.origin)
                || Objects.requireNonNull(turn.entry).ledger().closing() != null
                        && !spans(turn.entry.ledger()).equals(spans(ledger()));
    }

    private static List<?> spans(LicenseLedger ledger) {
        return ledger.closing() == null ? List.of() : ledger.closing().spans();
    }

    /** After all that a turn counts: lets meters begin to wait, and those begin anew that have to. */
    void settle() {
        LicenseLedger ledger = ledger();
        if (ledger.license() == null) {
            return;
        }
        // As it was before the turn: a change of plan has it settled anew, and brings no catalog.
        long settled = Objects.requireNonNull(turn.entry).ledger().settledRevision();
        for (MeterStarts.Start start : state.starts().after(settled)) {
            begin(start, ledger, settled);
        }
        if (state.waiting().isEmpty()) {
            return;
        }
        for (WaitingMeter waiting : new ArrayList<>(state.waiting().of(turn.license))) {
            if (!turn.recounted.contains(waiting.key())
                    && !turn.waiting.containsKey(waiting.key())
                    && beginsAnew(waiting)) {
                anew(waiting, 1);
            }
        }
    }

    /** Begins to wait, if there is something to count again. No record of the license was read since the catalog was. */
    private void begin(MeterStarts.Start start, LicenseLedger ledger, long settled) {
        var key = new Key(turn.license, start.meter());
        // Several revisions may have come since the license was settled.
        WaitingMeter before = find(key);
        long fromMs = before == null ? start.fromMs() : Math.min(start.fromMs(), before.fromMs());
        long recounted = before == null ? settled : before.recounted();
        var standing = standing(fromMs);
        boolean neverUsed = ledger.tally().latestMs() == Long.MIN_VALUE;
        if (!neverUsed && (standing == null || standing.counted() > 0)) {
            var until = state.eras().beginningOf(start.era());
            put(WaitingMeter.begin(key, fromMs, recounted, start.cause(), standing, until));
        }
    }

    /** Asks for a meter again, because of this turn. */
    void anew(WaitingMeter waiting, int attempt) {
        put(waiting.anew(turn.origin, standing(waiting.fromMs()), attempt));
    }

    /** The events that stand from the period of an instant on; null if those are not all that were counted. */
    private PeriodTally.@Nullable Count standing(long fromMs) {
        LicenseLedger ledger = ledger();
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, fromMs);
        var closing = ledger.closing();
        boolean complete = closing != null && closing.completeFromMs() <= periodFromMs;
        return complete ? ledger.tally().from(periodFromMs) : null;
    }

    /** Whether an answer counted the events that were to be counted; where nobody knows which those are, it is believed. */
    static boolean agrees(WaitingMeter waiting, PeriodTally.Count found) {
        return waiting.standing() == null || waiting.standing().standsAs(found);
    }

    @Nullable WaitingMeter find(Key key) {
        WaitingMeter own = turn.waiting.get(key);
        return own == null ? state.waiting().find(key) : own;
    }

    void put(WaitingMeter waiting) {
        turn.waiting = turn.waiting.isEmpty() ? new LinkedHashMap<>() : turn.waiting;
        turn.waiting.put(waiting.key(), waiting);
    }

    private LicenseLedger ledger() {
        return Objects.requireNonNull(turn.ledger);
    }
}
