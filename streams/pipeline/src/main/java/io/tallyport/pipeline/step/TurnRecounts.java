package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.statement.PeriodTally;
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
        if (!contribution.group().isEmpty()) {
            waiting = waiting.withLater(
                    new Cell(series, contribution.group()),
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
        for (MeterStarts.Start start : state.starts().after(ledger.settledRevision())) {
            var key = new Key(turn.license, start.meter());
            WaitingMeter waiting = find(key);
            begin(key, waiting == null ? start.fromMs() : Math.min(start.fromMs(), waiting.fromMs()), 1);
        }
        for (WaitingMeter waiting : new ArrayList<>(state.waiting().of(turn.license))) {
            if (!turn.recounted.contains(waiting.key())
                    && !turn.waiting.containsKey(waiting.key())
                    && beginsAnew(waiting)) {
                begin(waiting.key(), waiting.fromMs(), 1);
            }
        }
    }

    /** Begins to wait, if there is something to count again. */
    void begin(Key key, long fromMs, int attempt) {
        LicenseLedger ledger = ledger();
        long periodFromMs = ledger.calendar().fromMs(Window.MONTH, fromMs);
        var standing = ledger.tally().from(periodFromMs);
        var closing = ledger.closing();
        boolean complete = closing != null && closing.completeFromMs() <= periodFromMs;
        boolean neverUsed = ledger.tally().latestMs() == Long.MIN_VALUE;
        if (!neverUsed && (!complete || standing.counted() > 0)) {
            put(WaitingMeter.begin(key, fromMs, turn.origin, complete ? standing : null, attempt));
        }
    }

    /** Whether an answer counted the events that were to be counted; where nobody knows which those are, it is believed. */
    static boolean agrees(WaitingMeter waiting, PeriodTally.Count found) {
        var standing = waiting.standing();
        return standing == null
                || standing.standing() == found.standing()
                        && standing.high() == found.high()
                        && standing.low() == found.low();
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
