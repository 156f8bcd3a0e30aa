package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.license.License;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.Held;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TopicTally;
import java.util.Collection;
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
        return state.groups().groups(new GroupUsage.Month(turn.license, series, periodFromMs));
    }

    @Override
    public Total group(String series, long periodFromMs, String group) {
        MeterUsage usage = state.groups()
                .find(new GroupUsage.Key(new GroupUsage.Month(turn.license, series, periodFromMs), group));
        return usage == null ? Total.ZERO : usage.total(Window.MONTH, periodFromMs);
    }

    @Override
    public @Nullable Total part(String series, long partFromMs, String group) {
        MeterUsage usage = state.groups().find(TurnPeriods.partKey(turn.license, series, partFromMs, group));
        return usage == null ? null : usage.total(Window.MONTH, partFromMs);
    }

    @Override
    public Optional<Held> missing(long periodFromMs, long sinceMs) {
        if (license.quarantined() || state.parked().hasAny(turn.license)) {
            return held(Held.Reason.QUARANTINED, "records of the license wait until its quarantine ends", sinceMs);
        }
        if (isRecounting(periodFromMs, series -> true)) {
            return held(Held.Reason.RECOUNTING, "usage of the period is being recounted", sinceMs);
        }
        for (var topic : state.tallies().byTopic().entrySet()) {
            TopicTally tally = topic.getValue();
            if (tally.missing() != 0) {
                return held(
                        Held.Reason.RECORDS_MISSING,
                        "of " + tally.records() + " records of " + topic.getKey() + "-" + turn.origin.partition()
                                + " from offset " + tally.fromOffset() + " on, " + tally.missing()
                                + " have no verdict and do not wait",
                        sinceMs);
            }
        }
        return Optional.empty();
    }

    private static Optional<Held> held(Held.Reason reason, String detail, long sinceMs) {
        return Optional.of(Held.of(reason, detail, sinceMs));
    }

    @Override
    public boolean isRecounting(long periodFromMs, String meter) {
        return isRecounting(periodFromMs, series -> Meter.isSeriesOf(series, meter));
    }

    private boolean isRecounting(long periodFromMs, Predicate<String> series) {
        return state.recounts().of(turn.license).stream()
                .filter(pending -> series.test(GroupUsage.seriesOf(pending.key().series())))
                .flatMap(pending -> pending.windows().stream())
                .anyMatch(window -> window.window() == Window.MONTH
                        && license.calendar().fromMs(Window.MONTH, window.fromMs()) == periodFromMs);
    }
}
