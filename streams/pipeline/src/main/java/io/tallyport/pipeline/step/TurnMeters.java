package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Levels;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.ledger.UsageCounting;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.NotCountedException;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.EventDigest;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.PendingRecount.Key;
import io.tallyport.pipeline.state.Recounts;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.step.Correction.Effect;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The meters of a turn's license, their groups, and what waits to be recounted of them, as the turn makes them. */
final class TurnMeters {

    private final TaskState state;
    private final Turn turn;

    TurnMeters(TaskState state, Turn turn) {
        this.state = state;
        this.turn = turn;
    }

    /**
     * Adds what an event contributes.
     *
     * @param again whether it was counted before, and voided
     */
    void add(Effect added, boolean again) {
        long timeMs = added.event().timeMs();
        TurnPeriods periods = before(added);
        var later = LaterPeriods.before(this, turn, added);
        LicenseLedger ledger = ledger();
        EventDigest digest = EventDigests.of(added.event());
        long asOfMs = PeriodClosing.keptAsOfMs(ledger, turn.nowMs);
        turn.ledger = again
                ? UsageCounting.restore(ledger, added.contributions(), timeMs, digest, turn.nowMs)
                : UsageCounting.count(ledger, added.contributions(), timeMs, digest, turn.nowMs);
        boolean recounts = !state.recounts().isEmpty();
        var waiting = state.waiting().isEmpty() ? null : new TurnRecounts(state, turn);
        for (Contribution contribution : added.contributions()) {
            String series = contribution.meter().series();
            if (recounts) {
                later(new Key(turn.license, series, ""), timeMs, contribution);
            }
            if (!contribution.group().isEmpty()) {
                GroupUsage.Key key = GroupKeys.of(turn, added.event(), contribution);
                MeterUsage before = group(key);
                MeterUsage start = before == null ? none(contribution) : before;
                put(key, start.addToGroup(timeMs, contribution, ledger.calendar(), asOfMs));
                if (recounts) {
                    later(new Key(turn.license, series, key.group()), timeMs, contribution);
                }
            }
            if (periods != null) {
                periods.change(contribution, timeMs, (key, at, usage) -> addTo(key, at, usage, contribution));
            }
            if (waiting != null) {
                waiting.counted(contribution, timeMs, periods);
            }
        }
        after(periods, added);
        later.after();
    }

    private void addTo(Key key, WindowStart at, @Nullable MeterUsage usage, Contribution contribution) {
        put(cell(key, at), (usage == null ? none(contribution) : usage).addAt(at, contribution));
        PendingRecount waiting = recount(key);
        if (waiting != null && !waiting.cause().equals(turn.origin)) {
            put(waiting.withLater(waiting.later().addAt(at, contribution)));
        }
    }

    /** Notes what is said of the event's period, if that is more than totals; null if it is not. */
    private @Nullable TurnPeriods before(Effect effect) {
        TurnPeriods periods = TurnPeriods.of(this, turn, effect.event().timeMs());
        if (periods != null) {
            for (Contribution contribution : effect.contributions()) {
                periods.before(contribution.meter().series(), contribution.group());
            }
        }
        return periods;
    }

    private static void after(@Nullable TurnPeriods periods, Effect effect) {
        if (periods != null) {
            for (Contribution contribution : effect.contributions()) {
                periods.after(contribution.meter().series(), contribution.group());
            }
        }
    }

    /** Takes back what an event contributed; false if more would have to be recounted than may wait. */
    boolean remove(Effect removed) {
        long timeMs = removed.event().timeMs();
        TurnPeriods periods = before(removed);
        var later = LaterPeriods.before(this, turn, removed);
        LicenseLedger ledger = ledger();
        var uncounted =
                UsageCounting.uncount(ledger, removed.contributions(), timeMs, EventDigests.of(removed.event()));
        turn.ledger = uncounted.left();
        for (Contribution contribution : removed.contributions()) {
            String series = contribution.meter().series();
            recount(
                    new Key(turn.license, series, ""),
                    contribution,
                    uncounted.unclear().getOrDefault(series, List.of()));
            if (!contribution.group().isEmpty()) {
                GroupUsage.Key key = GroupKeys.of(turn, removed.event(), contribution);
                MeterUsage before = group(key);
                if (before == null) {
                    throw new NotCountedException("there is no usage of the group " + key.group());
                }
                var removal = before.removeFromGroup(timeMs, contribution, ledger.calendar());
                put(key, TurnLevels.carried(removal.left(), turn, PeriodClosing.keptAsOfMs(ledger, turn.nowMs)));
                recount(new Key(turn.license, series, key.group()), contribution, removal.unclear());
            }
            if (periods != null) {
                periods.change(contribution, timeMs, (key, at, usage) -> removeFrom(key, at, usage, contribution));
            }
        }
        after(periods, removed);
        later.after();
        turn.ledger = Levels.carried(ledger(), turn.nowMs);
        return state.recounts().size() + turn.recounts.size() <= Recounts.MOST;
    }

    private void removeFrom(Key key, WindowStart at, @Nullable MeterUsage usage, Contribution contribution) {
        if (usage == null) {
            throw new NotCountedException("there is no usage of its part of the period");
        }
        var removal = usage.removeAt(at, contribution);
        put(cell(key, at), removal.left());
        recount(key, contribution, removal.unclear());
    }

    /** Waits for a recount of the windows that are unclear, or waits anew where the event may be in what is awaited. */
    private void recount(Key key, Contribution contribution, List<WindowStart> unclear) {
        PendingRecount waiting = recount(key);
        if (waiting != null || !unclear.isEmpty()) {
            var windows = new LinkedHashSet<>(unclear);
            windows.addAll(waiting == null ? Set.of() : waiting.windows());
            // Where no event is left, nothing is to be counted again.
            windows.removeIf(window -> events(key, window) == 0);
            put(PendingRecount.begin(key, turn.origin, windows, none(contribution), 1));
            if (windows.isEmpty()) {
                lookAgain();
            }
        }
    }

    /** What a statement waited for may be there. */
    void lookAgain() {
        Closing closing = ledger().closing();
        if (closing != null && closing.held() != null) {
            turn.ledger = ledger().withClosing(closing.withHeld(closing.held().lookAgain()));
        }
    }

    /** Waits for a recount of one window as well, if one of another is awaited. */
    void recountAlso(Key waitingFor, WindowStart window, Key key, WindowStart also, MeterUsage none) {
        PendingRecount waiting = recount(waitingFor);
        if (waiting != null && waiting.windows().contains(window)) {
            var windows = new LinkedHashSet<>(Set.of(also));
            PendingRecount before = recount(key);
            if (before != null) {
                windows.addAll(before.windows());
            }
            put(PendingRecount.begin(key, turn.origin, windows, none, 1));
        }
    }

    private void later(Key key, long timeMs, Contribution contribution) {
        PendingRecount waiting = recount(key);
        // What the cause itself adds is recounted with all that came before it.
        if (waiting != null && !waiting.cause().equals(turn.origin)) {
            var calendar = ledger().calendar();
            put(waiting.withLater(
                    key.group().isEmpty()
                            ? waiting.later().add(timeMs, contribution, calendar, turn.nowMs)
                            : waiting.later().addToGroup(timeMs, contribution, calendar, turn.nowMs)));
        }
    }

    /**
     * Puts recounted totals, with what was counted since, in the place of those that were unclear; false, and asked for
     * again, if they do not hold as many events as there are.
     */
    boolean replace(Map<WindowStart, Total> totals, PendingRecount waiting) {
        Key key = waiting.key();
        lookAgain();
        for (var window : totals.entrySet()) {
            if (!waiting.windows().contains(window.getKey())) {
                continue;
            }
            MeterUsage usage = usage(key, window.getKey());
            if (usage == null) {
                // It is kept no more.
                continue;
            }
            Total now =
                    usage.series(window.getKey().window()).at(window.getKey().fromMs());
            Total total = window.getValue()
                    .merge(
                            usage.aggregation(),
                            waiting.later()
                                    .series(window.getKey().window())
                                    .at(window.getKey().fromMs()));
            if (total.events() != now.events()) {
                turn.groups = Map.of();
                turn.ledger = Objects.requireNonNull(turn.entry).ledger();
                put(PendingRecount.begin(
                        key,
                        turn.origin,
                        waiting.windows(),
                        MeterUsage.none(usage.aggregation()),
                        waiting.attempt() + 1));
                return false;
            }
            String series = GroupUsage.seriesOf(key.series());
            TurnPeriods periods = window.getKey().window() == Window.MONTH
                    ? TurnPeriods.of(this, turn, window.getKey().fromMs())
                    : null;
            if (periods != null) {
                periods.before(series, key.group());
            }
            put(key, window.getKey(), usage.with(window.getKey(), total));
            if (periods != null) {
                periods.after(series, key.group());
            }
        }
        put(waiting.without(totals.keySet()));
        // Readings of groups go with a ledger that changed.
        turn.ledger = ledger().withMeters(ledger().meters());
        return true;
    }

    private @Nullable MeterUsage usage(Key key, WindowStart window) {
        return isOfLedger(key) ? ledger().meters().get(key.series()) : group(cell(key, window));
    }

    private long events(Key key, WindowStart window) {
        MeterUsage usage = usage(key, window);
        return usage == null
                ? 0
                : usage.series(window.window()).at(window.fromMs()).events();
    }

    private void put(Key key, WindowStart window, MeterUsage usage) {
        if (isOfLedger(key)) {
            turn.ledger = ledger().withMeters(ledger().meters().with(key.series(), usage));
        } else {
            put(cell(key, window), usage);
        }
    }

    private static boolean isOfLedger(Key key) {
        return key.group().isEmpty() && !isParted(key);
    }

    private static boolean isParted(Key key) {
        return key.series().endsWith(GroupUsage.PARTED);
    }

    /** The cell that holds a window: of a group, that of its month; of a part of a month, its own. */
    private GroupUsage.Key cell(Key key, WindowStart window) {
        var month = isParted(key)
                ? new GroupUsage.Month(key.license(), key.series(), window.fromMs())
                : GroupKeys.month(ledger(), key.series(), ledger().calendar().fromMs(Window.MONTH, window.fromMs()));
        return new GroupUsage.Key(month, key.group());
    }

    private LicenseLedger ledger() {
        return Objects.requireNonNull(turn.ledger);
    }

    private static MeterUsage none(Contribution contribution) {
        return MeterUsage.none(contribution.meter().aggregation());
    }

    @Nullable MeterUsage group(GroupUsage.Key key) {
        MeterUsage own = turn.groups.get(key);
        return own == null ? state.groups().find(key) : own;
    }

    void put(GroupUsage.Key key, MeterUsage usage) {
        turn.groups = turn.groups.isEmpty() ? new LinkedHashMap<>() : turn.groups;
        turn.groups.put(key, usage);
    }

    private @Nullable PendingRecount recount(Key key) {
        PendingRecount own = turn.recounts.get(key);
        PendingRecount waiting = own == null ? state.recounts().find(key) : own;
        return waiting == null || waiting.windows().isEmpty() ? null : waiting;
    }

    void put(PendingRecount pending) {
        turn.recounts = turn.recounts.isEmpty() ? new LinkedHashMap<>() : turn.recounts;
        turn.recounts.put(pending.key(), pending);
    }
}
