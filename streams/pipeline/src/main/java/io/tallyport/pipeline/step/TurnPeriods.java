package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.ClosedUsage;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.UsageParts;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.PendingRecount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one period that is more than a total: the period is closed, or plans have changed in it. Then each part in which one
 * plan held has a total of its own, from the first event after the change on; what was counted before it is of the first part.
 */
final class TurnPeriods implements UsageParts {

    private final TurnMeters meters;
    private final Turn turn;
    private final long fromMs;
    private final boolean closed;
    private final List<PlanSpan.Part> parts;

    /** What a change to a part of a period makes of it. */
    interface PartChange {
        void apply(PendingRecount.Key key, WindowStart at, @Nullable MeterUsage usage);
    }

    /** The period of a time; null if all that it takes is to add to its totals. */
    static @Nullable TurnPeriods of(TurnMeters meters, Turn turn, long timeMs) {
        LicenseLedger ledger = Objects.requireNonNull(turn.ledger);
        Closing closing = ledger.closing();
        if (closing == null || closing.isPlain(timeMs)) {
            return null;
        }
        var periods = new TurnPeriods(meters, turn, closing, ledger.calendar().fromMs(Window.MONTH, timeMs));
        return periods.closed || periods.parts.size() > 1 ? periods : null;
    }

    /** The closed periods after that of a time: a level that changes then changes what they come to. */
    static List<TurnPeriods> closedAfter(TurnMeters meters, Turn turn, long timeMs) {
        LicenseLedger ledger = Objects.requireNonNull(turn.ledger);
        Closing closing = ledger.closing();
        if (closing == null || timeMs >= closing.openFromMs()) {
            return List.of();
        }
        var later = new ArrayList<TurnPeriods>();
        var calendar = ledger.calendar();
        long fromMs = calendar.toMs(Window.MONTH, calendar.fromMs(Window.MONTH, timeMs));
        for (; fromMs < closing.openFromMs(); fromMs = calendar.toMs(Window.MONTH, fromMs)) {
            later.add(new TurnPeriods(meters, turn, closing, fromMs));
        }
        return later;
    }

    private TurnPeriods(TurnMeters meters, Turn turn, Closing closing, long fromMs) {
        this.meters = meters;
        this.turn = turn;
        this.fromMs = fromMs;
        this.closed = fromMs < closing.openFromMs() && ClosedUsage.isStated(ledger(), fromMs);
        this.parts = closing.parts(fromMs, calendar().toMs(Window.MONTH, fromMs));
    }

    /** Before usage of a meter, and of its group if it has one, changes. Subjects have no lines, and no parts for them. */
    void before(String series, String group) {
        if (Subjects.isOne(group)) {
            return;
        }
        if (parts.size() > 1) {
            part(series, "");
            if (!group.isEmpty()) {
                part(series, group);
            }
        }
        if (closed) {
            turn.ledger = ClosedUsage.noting(ledger(), this, fromMs, series, group, turn.nowMs);
        }
    }

    /** Gives the first part what was counted so far, unless there are parts already. */
    private void part(String series, String group) {
        for (PlanSpan.Part part : parts) {
            if (meters.group(partKey(series, part.fromMs(), group)) != null) {
                return;
            }
        }
        MeterUsage usage = group.isEmpty()
                ? ledger().meters().get(series)
                : meters.group(new GroupUsage.Key(month(series), group));
        Total whole = usage == null ? Total.ZERO : usage.total(Window.MONTH, fromMs);
        if (usage != null && whole.events() > 0) {
            long startMs = parts.get(0).fromMs();
            meters.put(
                    partKey(series, startMs, group),
                    MeterUsage.none(usage.aggregation()).with(new WindowStart(Window.MONTH, startMs), whole));
            // What waits to be recounted of the whole is as unclear in its part.
            meters.recountAlso(
                    new PendingRecount.Key(turn.license, series, group),
                    new WindowStart(Window.MONTH, fromMs),
                    new PendingRecount.Key(turn.license, series + GroupUsage.PARTED, group),
                    new WindowStart(Window.MONTH, startMs),
                    MeterUsage.none(usage.aggregation()));
        }
    }

    /** Changes the part of the period in which an event was, for its meter and for its group. */
    void change(Contribution contribution, long timeMs, PartChange change) {
        if (parts.size() > 1) {
            for (PlanSpan.Part part : parts) {
                if (part.holds(timeMs)) {
                    change(contribution, part, "", change);
                    if (!contribution.group().isEmpty()) {
                        change(contribution, part, contribution.group(), change);
                    }
                }
            }
        }
    }

    private void change(Contribution contribution, PlanSpan.Part part, String group, PartChange change) {
        String series = contribution.meter().series();
        change.apply(
                new PendingRecount.Key(turn.license, series + GroupUsage.PARTED, group),
                new WindowStart(Window.MONTH, part.fromMs()),
                meters.group(partKey(series, part.fromMs(), group)));
    }

    /** After usage of a meter, and of its group, has changed. */
    void after(String series, String group) {
        if (closed && !Subjects.isOne(group)) {
            turn.ledger = ClosedUsage.changed(ledger(), this, fromMs, series, group);
        }
    }

    @Override
    public Collection<String> groups(String series, long periodFromMs) {
        return List.of();
    }

    @Override
    public @Nullable MeterUsage group(String series, long periodFromMs, String group) {
        return meters.group(new GroupUsage.Key(GroupKeys.month(ledger(), series, periodFromMs), group));
    }

    @Override
    public @Nullable Total part(String series, long partFromMs, String group) {
        MeterUsage usage = meters.group(partKey(series, partFromMs, group));
        return usage == null ? null : usage.total(Window.MONTH, partFromMs);
    }

    private GroupUsage.Month month(String series) {
        return GroupKeys.month(ledger(), series, fromMs);
    }

    private GroupUsage.Key partKey(String series, long partFromMs, String group) {
        return partKey(turn.license, series, partFromMs, group);
    }

    static GroupUsage.Key partKey(String license, String series, long partFromMs, String group) {
        return new GroupUsage.Key(new GroupUsage.Month(license, series + GroupUsage.PARTED, partFromMs), group);
    }

    private UsageCalendar calendar() {
        return ledger().calendar();
    }

    private LicenseLedger ledger() {
        return Objects.requireNonNull(turn.ledger);
    }
}
