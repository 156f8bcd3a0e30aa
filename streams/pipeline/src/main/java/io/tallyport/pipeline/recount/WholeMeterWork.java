package io.tallyport.pipeline.recount;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.expression.sketch.EventDigests;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.MeterRecountMapping;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.WaitingMeter.Cell;
import io.tallyport.wire.RecountRangeV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All versions, groups, subjects and parts of periods of a meter, in all windows that end after an instant. */
final class WholeMeterWork extends Work {

    private final Expression expression;
    private final MeterParser meters;
    private final UsageCalendar calendar;
    private final long fromMs;
    private final long periodFromMs;
    private final Map<Cell, Map<WindowStart, Total>> totals = new LinkedHashMap<>();
    private final Map<GroupUsage.Month, CellRoom> rooms = new HashMap<>();
    private PeriodTally found = PeriodTally.NONE;
    private long unmeasured;

    WholeMeterWork(RecountRequestV1 request, Expression expression, MeterParser meters) {
        super(request, meters);
        this.expression = expression;
        this.meters = meters;
        this.calendar = UsageCalendar.of(request.getTimeZone(), request.getAnchorMs());
        this.fromMs = request.getFromMs();
        this.periodFromMs = calendar.fromMs(Window.MONTH, fromMs);
    }

    @Override
    long earliestMs() {
        return periodFromMs;
    }

    @Override
    void count(UsageEvent event, RecountRangeV1 range) {
        long timeMs = event.timeMs();
        if (timeMs < periodFromMs) {
            return;
        }
        // All events in one sum, whatever periods they are of.
        var digest = EventDigests.of(event);
        found = found.counted(0, timeMs, digest.high(), digest.low(), Long.MIN_VALUE);
        Meter meter = MeterSpan.at(spansOf(range), timeMs);
        if (meter == null || !meter.eventType().equals(event.type())) {
            return;
        }
        var measured = Metering.measure(event, meters.alone(meter), expression, UltraLogLogSketch.MAKER);
        if (measured.rejection() != null || !measured.contributions().stream().allMatch(c -> hasRoom(c, timeMs))) {
            unmeasured++;
            return;
        }
        measured.contributions().forEach(contribution -> add(contribution, timeMs));
    }

    /** Whether its group and subjects are there, or may be: a month has as many as were counted before, and as many as are counted since. */
    private boolean hasRoom(Contribution contribution, long timeMs) {
        if (contribution.group().isEmpty() && contribution.subjects().isEmpty()) {
            return true;
        }
        var month = new GroupUsage.Month(
                request().getLicense(),
                contribution.meter().series(),
                contribution.meter().aggregation() == Aggregation.TIME_WEIGHTED
                        ? GroupUsage.ALWAYS
                        : calendar.fromMs(Window.MONTH, timeMs));
        return rooms.computeIfAbsent(month, m -> new CellRoom()).takes(contribution);
    }

    private void add(Contribution contribution, long timeMs) {
        Meter meter = contribution.meter();
        String group = contribution.group();
        for (Window window : MeterUsage.windowsOf(meter, calendar)) {
            add(new Cell(meter.series(), ""), window, timeMs, contribution);
        }
        if (meter.keepsMinutes()) {
            add(new Cell(meter.series() + GroupUsage.MINUTES, ""), Window.MINUTE, timeMs, contribution);
        }
        for (Window window : MeterUsage.windowsOfGroup(meter, calendar)) {
            if (!group.isEmpty()) {
                add(new Cell(meter.series(), group), window, timeMs, contribution);
            }
            for (String subject : contribution.subjects()) {
                add(new Cell(meter.series(), subject), window, timeMs, contribution);
            }
        }
        for (RecountWindowV1 part : request().getParts()) {
            if (part.getFromMs() <= timeMs && timeMs < part.getToMs()) {
                var at = new WindowStart(Window.MONTH, part.getFromMs());
                String series = meter.series() + GroupUsage.PARTED;
                add(new Cell(series, ""), at, contribution);
                if (!group.isEmpty()) {
                    add(new Cell(series, group), at, contribution);
                }
            }
        }
    }

    private void add(Cell cell, Window window, long timeMs, Contribution contribution) {
        long startMs = calendar.fromMs(window, timeMs);
        if (calendar.toMs(window, startMs) > fromMs) {
            add(cell, new WindowStart(window, startMs), contribution);
        }
    }

    private void add(Cell cell, WindowStart at, Contribution contribution) {
        totals.computeIfAbsent(cell, c -> new LinkedHashMap<>())
                .merge(
                        at,
                        contribution.total(),
                        (a, b) -> a.merge(contribution.meter().aggregation(), b));
    }

    @Override
    List<UsageEventV1> answers() {
        return MeterRecountMapping.answers(request(), totals, found.from(Long.MIN_VALUE), unmeasured);
    }
}
