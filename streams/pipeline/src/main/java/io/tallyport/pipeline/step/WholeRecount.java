package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Levels;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts what a whole meter was recounted to in the place of what it was: all versions, groups, subjects and parts of periods in one turn, so that
 * nobody sees one without the other.
 */
final class WholeRecount {

    private final TaskState state;
    private final Turn turn;
    private final TurnMeters meters;
    private final WaitingMeter waiting;
    private final Aggregation aggregation;
    private final UsageCalendar calendar;
    /** What each cell comes to, with what was counted since. */
    private final Map<Cell, Map<WindowStart, Total>> totals = new LinkedHashMap<>();

    WholeRecount(
            TaskState state,
            Turn turn,
            WaitingMeter waiting,
            Aggregation aggregation,
            Map<Cell, Map<WindowStart, Total>> answered) {
        this.state = state;
        this.turn = turn;
        this.meters = new TurnMeters(state, turn);
        this.waiting = waiting;
        this.aggregation = aggregation;
        this.calendar = ledger().calendar();
        answered.forEach((cell, ofCell) -> totals.put(cell, new HashMap<>(ofCell)));
        waiting.later().forEach((cell, usage) -> {
            // An answer says the minutes of all hours together.
            var answeredAs = GroupUsage.isOfMinutes(cell.series()) ? new Cell(cell.series(), "") : cell;
            for (Window window : Window.values()) {
                addLater(answeredAs, usage.series(window));
            }
        });
    }

    private void addLater(Cell cell, WindowSeries later) {
        var all = new HashMap<>(later.older());
        if (later.latestFromMs() != WindowSeries.NONE) {
            all.put(later.latestFromMs(), later.latest());
        }
        all.forEach((fromMs, total) -> {
            if (endsAfter(new WindowStart(later.window(), fromMs))) {
                totals.computeIfAbsent(cell, c -> new HashMap<>())
                        .merge(new WindowStart(later.window(), fromMs), total, (a, b) -> a.merge(aggregation, b));
            }
        });
    }

    /** Changes the turn. */
    void apply() {
        Set<String> series = series();
        List<Long> months = months();
        for (long monthMs : months) {
            note(monthMs, series, true);
        }
        for (String name : series) {
            MeterUsage usage = ledger().meters().get(name);
            Map<WindowStart, Total> own = totals.getOrDefault(new Cell(name, ""), Map.of());
            if (usage != null || !own.isEmpty()) {
                MeterUsage start = usage == null ? MeterUsage.none(aggregation) : usage;
                turn.ledger = ledger().withMeters(
                                ledger().meters().with(name, start.recountedFrom(waiting.fromMs(), calendar, own)));
            }
            replaceMinutes(name);
        }
        boolean level = aggregation == Aggregation.TIME_WEIGHTED;
        if (level) {
            series.forEach(this::replaceLevels);
            turn.ledger = Levels.carried(ledger(), state.catalog(), turn.nowMs);
        }
        for (long monthMs : months) {
            for (String name : series) {
                if (!level) {
                    replaceGroups(name, monthMs);
                }
                replaceParts(name, monthMs);
            }
        }
        for (long monthMs : months) {
            note(monthMs, series, false);
        }
        forgetRecounts();
        meters.lookAgain();
        turn.recounted = Set.of(waiting.key());
    }

    /** The cells of all hours that end after the instant and in which something was counted, or is. */
    private void replaceMinutes(String series) {
        String name = series + GroupUsage.MINUTES;
        var hours = new TreeMap<Long, Map<WindowStart, Total>>();
        for (long hourMs : state.groups().hours(turn.license, series)) {
            if (endsAfter(new WindowStart(Window.HOUR, hourMs))) {
                hours.put(hourMs, new HashMap<>());
            }
        }
        totals.getOrDefault(new Cell(name, ""), Map.of())
                .forEach((at, total) -> hours.computeIfAbsent(
                                calendar.fromMs(Window.HOUR, at.fromMs()), hour -> new HashMap<>())
                        .put(at, total));
        hours.forEach((hourMs, ofHour) -> {
            var key = TurnMinutes.cell(turn.license, name, calendar, hourMs);
            MeterUsage usage = meters.group(key);
            MeterUsage start = usage == null ? MeterUsage.none(aggregation) : usage;
            meters.put(key, start.recountedFrom(waiting.fromMs(), calendar, ofHour));
        });
    }

    /** What is closed, or has parts, is noted before it changes and after. */
    private void note(long monthMs, Set<String> series, boolean before) {
        TurnPeriods periods = TurnPeriods.of(meters, turn, monthMs);
        if (periods == null) {
            return;
        }
        for (String name : series) {
            for (String group : cells(name, monthMs)) {
                if (before) {
                    periods.before(name, group);
                } else {
                    periods.after(name, group);
                }
            }
        }
    }

    private void replaceGroups(String series, long monthMs) {
        for (String group : cells(series, monthMs)) {
            if (group.isEmpty()) {
                continue;
            }
            var key = new GroupUsage.Key(new GroupUsage.Month(turn.license, series, monthMs), group);
            MeterUsage usage = meters.group(key);
            var ofMonth = new HashMap<WindowStart, Total>();
            totals.getOrDefault(new Cell(series, group), Map.of()).forEach((at, total) -> {
                if (calendar.fromMs(Window.MONTH, at.fromMs()) == monthMs) {
                    ofMonth.put(at, total);
                }
            });
            MeterUsage start = usage == null ? MeterUsage.none(aggregation) : usage;
            meters.put(key, start.recountedFrom(waiting.fromMs(), calendar, ofMonth));
        }
    }

    /** The groups of a level are of all months, and go on until now. */
    private void replaceLevels(String series) {
        long keptAsOfMs = PeriodClosing.keptAsOfMs(ledger(), turn.nowMs);
        for (String group : cells(series, calendar.fromMs(Window.MONTH, turn.nowMs))) {
            if (!group.isEmpty()) {
                var key = new GroupUsage.Key(GroupKeys.month(ledger(), series, 0), group);
                MeterUsage usage = meters.group(key);
                MeterUsage start = usage == null ? MeterUsage.none(aggregation) : usage;
                MeterUsage recounted = start.recountedFrom(
                        waiting.fromMs(), calendar, totals.getOrDefault(new Cell(series, group), Map.of()));
                meters.put(key, TurnLevels.carried(recounted, turn, keptAsOfMs));
            }
        }
    }

    private void replaceParts(String series, long monthMs) {
        List<PlanSpan.Part> parts = parts(monthMs);
        if (parts.size() < 2) {
            return;
        }
        for (String group : cells(series, monthMs)) {
            if (Subjects.isOne(group)) {
                continue;
            }
            Map<WindowStart, Total> own = totals.getOrDefault(new Cell(series + GroupUsage.PARTED, group), Map.of());
            for (PlanSpan.Part part : parts) {
                var at = new WindowStart(Window.MONTH, part.fromMs());
                var key = TurnPeriods.partKey(turn.license, series, part.fromMs(), group);
                if (part.toMs() > waiting.fromMs() && (own.containsKey(at) || meters.group(key) != null)) {
                    meters.put(key, MeterUsage.none(aggregation).with(at, own.getOrDefault(at, Total.ZERO)));
                }
            }
        }
    }

    /** All of a series, and each of its groups and subjects that a month has or comes to have. */
    private Set<String> cells(String series, long monthMs) {
        var cells = new LinkedHashSet<>(Set.of(""));
        boolean level = aggregation == Aggregation.TIME_WEIGHTED;
        cells.addAll(state.groups().cells(GroupKeys.month(ledger(), series, monthMs)));
        totals.forEach((cell, ofCell) -> {
            if (GroupUsage.seriesOf(cell.series()).equals(series)
                    && (level
                            || ofCell.keySet().stream()
                                    .anyMatch(at -> calendar.fromMs(Window.MONTH, at.fromMs()) == monthMs))) {
                cells.add(cell.group());
            }
        });
        return cells;
    }

    /** The versions that were counted, or are. */
    private Set<String> series() {
        var series = new LinkedHashSet<String>();
        ledger().meters().forEach((name, usage) -> {
            if (Meter.isSeriesOf(name, waiting.key().meter())) {
                series.add(name);
            }
        });
        totals.keySet().forEach(cell -> series.add(GroupUsage.seriesOf(cell.series())));
        return series;
    }

    /** All months that end after the instant and in which something was counted, or may have been. */
    private List<Long> months() {
        long last = calendar.fromMs(Window.MONTH, turn.nowMs);
        for (int i = 0; i < ledger().meters().size(); i++) {
            last = Math.max(last, ledger().meters().valueAt(i).latestFromMs(Window.MONTH));
        }
        for (var ofCell : totals.values()) {
            for (WindowStart at : ofCell.keySet()) {
                last = Math.max(last, calendar.fromMs(Window.MONTH, at.fromMs()));
            }
        }
        var months = new ArrayList<Long>();
        long monthMs = calendar.fromMs(Window.MONTH, waiting.fromMs());
        while (monthMs <= last) {
            months.add(monthMs);
            monthMs = calendar.toMs(Window.MONTH, monthMs);
        }
        return months;
    }

    /** What waited to be recounted in one of these windows is known now. */
    private void forgetRecounts() {
        for (var pending : state.recounts().of(turn.license)) {
            if (Meter.isSeriesOf(
                    GroupUsage.seriesOf(pending.key().series()), waiting.key().meter())) {
                boolean parted = pending.key().series().endsWith(GroupUsage.PARTED);
                var known = new LinkedHashSet<>(pending.windows());
                known.removeIf(at -> parted ? endOfPart(at) <= waiting.fromMs() : !endsAfter(at));
                meters.put(pending.without(known));
            }
        }
    }

    private long endOfPart(WindowStart part) {
        long monthMs = calendar.fromMs(Window.MONTH, part.fromMs());
        return parts(monthMs).stream()
                .filter(one -> one.fromMs() == part.fromMs())
                .mapToLong(PlanSpan.Part::toMs)
                .findFirst()
                .orElse(calendar.toMs(Window.MONTH, monthMs));
    }

    private List<PlanSpan.Part> parts(long monthMs) {
        var closing = ledger().closing();
        return closing == null ? List.of() : closing.parts(monthMs, calendar.toMs(Window.MONTH, monthMs));
    }

    /** Whether a window is recounted; of a part of a month, that the month ends later is enough. */
    private boolean endsAfter(WindowStart at) {
        return calendar.toMs(at.window(), calendar.fromMs(at.window(), at.fromMs())) > waiting.fromMs();
    }

    private LicenseLedger ledger() {
        return Objects.requireNonNull(turn.ledger);
    }
}
