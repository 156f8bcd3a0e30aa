package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Levels;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.ledger.UsageCounting;
import io.tallyport.domain.metering.KeptWindows;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.NotCountedException;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.EventDigest;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.PendingRecount.Key;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.step.Correction.Effect;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
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
        var since = LaterPeriods.before(this, turn, added);
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
                later(
                        new Key(turn.license, series, ""),
                        later -> later.add(timeMs, contribution, ledger.calendar(), turn.nowMs));
            }
            if (keepsMinute(contribution, timeMs)) {
                var minutes = new TurnMinutes(this, turn.license, ledger.calendar());
                minutes.add(contribution, timeMs);
                if (recounts) {
                    minutes.later(contribution, timeMs);
                }
            }
            if (!contribution.group().isEmpty()) {
                addTo(contribution.group(), added.event(), contribution, asOfMs, recounts);
            }
            for (int i = 0; i < contribution.subjects().size(); i++) {
                addTo(contribution.subjects().get(i), added.event(), contribution, asOfMs, recounts);
            }
            if (periods != null) {
                periods.change(contribution, timeMs, (key, at, usage) -> addTo(key, at, usage, contribution));
            }
            if (waiting != null) {
                waiting.counted(contribution, timeMs, periods);
            }
        }
        after(periods, added);
        since.after();
    }

    /** Adds what no event says, to a meter without groups and subjects. */
    void feed(Contribution fed, long timeMs) {
        String series = fed.meter().series();
        TurnPeriods periods = TurnPeriods.of(this, turn, timeMs);
        if (periods != null) {
            periods.before(series, "");
        }
        turn.ledger = UsageCounting.feed(ledger(), fed, timeMs, turn.nowMs);
        if (periods != null) {
            periods.change(fed, timeMs, (key, at, usage) -> addTo(key, at, usage, fed));
            periods.after(series, "");
        }
    }

    /** What a backfill brings may be of an hour that is kept no more. */
    private boolean keepsMinute(Contribution contribution, long timeMs) {
        return contribution.meter().keepsMinutes()
                && KeptWindows.isKept(
                        new WindowStart(Window.HOUR, ledger().calendar().fromMs(Window.HOUR, timeMs)), turn.nowMs);
    }

    private void addTo(String cell, UsageEvent event, Contribution contribution, long asOfMs, boolean recounts) {
        var key = new GroupUsage.Key(GroupKeys.monthOf(turn, event, contribution), cell);
        MeterUsage before = group(key);
        MeterUsage start = before == null ? none(contribution) : before;
        var calendar = ledger().calendar();
        put(key, start.addToGroup(event.timeMs(), contribution, calendar, turn.nowMs, asOfMs));
        if (recounts) {
            later(
                    new Key(turn.license, contribution.meter().series(), cell),
                    later -> later.addToGroup(event.timeMs(), contribution, calendar, turn.nowMs));
        }
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

    /** Takes back what an event contributed; why it cannot, if it would have to be recounted and that is not possible. */
    @Nullable Rejection remove(Effect removed) {
        long timeMs = removed.event().timeMs();
        TurnPeriods periods = before(removed);
        var since = LaterPeriods.before(this, turn, removed);
        LicenseLedger ledger = ledger();
        var uncounted = UsageCounting.uncount(
                ledger, removed.contributions(), timeMs, EventDigests.of(removed.event()), turn.nowMs);
        turn.ledger = uncounted.left();
        for (Contribution contribution : removed.contributions()) {
            String series = contribution.meter().series();
            recount(
                    new Key(turn.license, series, ""),
                    contribution,
                    uncounted.unclear().getOrDefault(series, List.of()));
            if (keepsMinute(contribution, timeMs)) {
                new TurnMinutes(this, turn.license, ledger.calendar()).remove(contribution, timeMs);
            }
            if (!contribution.group().isEmpty()) {
                removeFrom(contribution.group(), removed.event(), contribution);
            }
            for (String subject : contribution.subjects()) {
                removeFrom(subject, removed.event(), contribution);
            }
            if (periods != null) {
                periods.change(contribution, timeMs, (key, at, usage) -> removeFrom(key, at, usage, contribution));
            }
        }
        after(periods, removed);
        since.after();
        turn.ledger = Levels.carried(ledger(), state.catalog(), turn.nowMs);
        return RecountRefusal.of(state, turn);
    }

    private void removeFrom(String cell, UsageEvent event, Contribution contribution) {
        var key = new GroupUsage.Key(GroupKeys.monthOf(turn, event, contribution), cell);
        MeterUsage before = group(key);
        if (before == null) {
            throw new NotCountedException("there is no usage of "
                    + (Subjects.isOne(cell) ? "the subject " + Subjects.pathOf(cell) : "the group " + cell));
        }
        var removal = before.removeFromGroup(event.timeMs(), contribution, ledger().calendar(), turn.nowMs);
        put(key, TurnLevels.carried(removal.left(), turn, PeriodClosing.keptAsOfMs(ledger(), turn.nowMs)));
        recount(new Key(turn.license, contribution.meter().series(), cell), contribution, removal.unclear());
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
    void recount(Key key, Contribution contribution, List<WindowStart> unclear) {
        PendingRecount waiting = recount(key);
        if (waiting != null || !unclear.isEmpty()) {
            var windows = new LinkedHashSet<>(unclear);
            windows.addAll(waiting == null ? Set.of() : waiting.windows());
            // Where no event is left, nothing is to be counted again.
            windows.removeIf(window -> !KeptWindows.isKept(window, turn.nowMs) || events(key, window) == 0);
            put(PendingRecount.begin(key, turn.origin, windows, none(contribution), 1, turn.nowMs));
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
            put(PendingRecount.begin(key, turn.origin, windows, none, 1, turn.nowMs));
        }
    }

    /** Notes what is counted while a recount is awaited, if one is. */
    void later(Key key, UnaryOperator<MeterUsage> more) {
        PendingRecount waiting = recount(key);
        // What the cause itself adds is recounted with all that came before it.
        if (waiting != null && !waiting.cause().equals(turn.origin)) {
            put(waiting.withLater(more.apply(waiting.later())));
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
            boolean isAwaited = waiting.windows().contains(window.getKey());
            MeterUsage usage = isAwaited ? usage(key, window.getKey()) : null;
            if (usage == null) {
                continue;
            }
            Total now =
                    usage.series(window.getKey().window()).at(window.getKey().fromMs());
            if (now.events() == 0 && !KeptWindows.isKept(window.getKey(), turn.nowMs)) {
                // It was dropped meanwhile. One that is still there was not changed since it is kept no more.
                continue;
            }
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
                        waiting.attempt() + 1,
                        turn.nowMs));
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

    /** The cell that holds a window: of a group, that of its month; of a part of a month, its own; of a minute, its hour. */
    private GroupUsage.Key cell(Key key, WindowStart window) {
        if (GroupUsage.isOfMinutes(key.series())) {
            return TurnMinutes.cell(key.license(), key.series(), ledger().calendar(), window.fromMs());
        }
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
