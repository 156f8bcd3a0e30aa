package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.license.License;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.metering.Total;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TopicTally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the state of the task says of a license whose periods are closed. */
final class TurnSurroundings implements PeriodClosing.Surroundings {

    private final TaskState state;
    private final Turn turn;
    private final License license;

    TurnSurroundings(TaskState state, Turn turn, License license) {
        this.state = state;
        this.turn = turn;
        this.license = license;
    }

    @Override
    public Collection<String> groups(String series, long periodFromMs) {
        return state.groups().groups(month(series, periodFromMs));
    }

    @Override
    public @Nullable MeterUsage group(String series, long periodFromMs, String group) {
        return cell(new GroupUsage.Key(month(series, periodFromMs), group));
    }

    /** As the turn makes it: days that begin are counted in the turn that closes their period. */
    private @Nullable MeterUsage cell(GroupUsage.Key key) {
        MeterUsage own = turn.groups.get(key);
        return own == null ? state.groups().find(key) : own;
    }

    private GroupUsage.Month month(String series, long periodFromMs) {
        return GroupKeys.month(Objects.requireNonNull(turn.ledger), series, periodFromMs);
    }

    @Override
    public @Nullable Total part(String series, long partFromMs, String group) {
        MeterUsage usage = cell(TurnPeriods.partKey(turn.license, series, partFromMs, group));
        return usage == null ? null : usage.total(Window.MONTH, partFromMs);
    }

    @Override
    public @Nullable Total unattributed(String series, long periodFromMs) {
        if (!state.groups().hasSubjects(new GroupUsage.Month(turn.license, series, periodFromMs))) {
            return null;
        }
        MeterUsage usage = group(series, periodFromMs, Subjects.UNATTRIBUTED);
        return usage == null ? Total.ZERO : usage.total(Window.MONTH, periodFromMs);
    }

    @Override
    public boolean recordsWait() {
        return state.parked().hasAny(turn.license);
    }

    @Override
    public Optional<String> missingRecords() {
        for (var topic : state.tallies().byTopic().entrySet()) {
            TopicTally tally = topic.getValue();
            if (tally.missing() != 0) {
                return Optional.of("of " + tally.records() + " records of " + topic.getKey() + "-"
                        + turn.origin.partition() + " from offset " + tally.fromOffset() + " on, " + tally.missing()
                        + " have no verdict and do not wait");
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isRecounting(long periodFromMs) {
        return isRecounting(periodFromMs, series -> true);
    }

    @Override
    public boolean isRecounting(long periodFromMs, String meter) {
        return isRecounting(periodFromMs, series -> Meter.isSeriesOf(series, meter));
    }

    private boolean isRecounting(long periodFromMs, Predicate<String> series) {
        var waiting = new ArrayList<>(state.waiting().of(turn.license));
        waiting.addAll(turn.waiting.values());
        boolean waits = waiting.stream()
                .anyMatch(meter -> series.test(meter.key().meter())
                        && license.calendar().toMs(Window.MONTH, periodFromMs) > meter.fromMs());
        return waits
                || state.recounts().of(turn.license).stream()
                        .filter(pending ->
                                series.test(GroupUsage.seriesOf(pending.key().series())))
                        .flatMap(pending -> pending.windows().stream())
                        .anyMatch(window -> window.window() == Window.MONTH
                                && license.calendar().fromMs(Window.MONTH, window.fromMs()) == periodFromMs);
    }
}
