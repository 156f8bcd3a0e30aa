package io.tallyport.bench;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What one more meter, one more group and one more window that is still open cost an event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MeterPieces {

    private static final long HOUR_MS = 3_600_000;
    /** As many as an event may be late. */
    private static final int MOST_HOURS = 840;

    private final long nowMs = Workload.START.toEpochMilli();
    private final Contribution sum = contribution(Aggregation.SUM, EnumSet.copyOf(Window.OF_LEDGERS));
    private final Contribution monthly = contribution(Aggregation.SUM, EnumSet.of(Window.MONTH));
    private final Contribution largest = contribution(Aggregation.MAX, EnumSet.copyOf(Window.OF_LEDGERS));
    private MeterUsage ofSum = MeterUsage.none(Aggregation.SUM);
    private MeterUsage ofMonth = MeterUsage.none(Aggregation.SUM);
    private MeterUsage ofLargest = MeterUsage.none(Aggregation.MAX);
    private MeterUsage ofDay = MeterUsage.none(Aggregation.SUM);
    private MeterUsage ofFiveWeeks = MeterUsage.none(Aggregation.SUM);

    private static Contribution contribution(Aggregation aggregation, Set<Window> windows) {
        var meter = new Meter("m", 1, "t", aggregation, "v", List.of(), windows, Duration.ZERO, "unit", Filter.ALL);
        return new Contribution(meter, BigDecimal.valueOf(17), null);
    }

    /** What was counted before: some of it in each hour of a day, or of all that events may be late. */
    @Setup
    public void prepare() {
        ofSum = add(ofSum, sum, nowMs);
        ofMonth = add(ofMonth, monthly, nowMs);
        ofLargest = add(ofLargest, largest, nowMs);
        for (int hour = 0; hour < MOST_HOURS; hour++) {
            ofFiveWeeks = add(ofFiveWeeks, sum, nowMs - hour * HOUR_MS);
            ofDay = hour < 24 ? add(ofDay, sum, nowMs - hour * HOUR_MS) : ofDay;
        }
    }

    /** A meter that adds, in its latest hour, day and month. */
    @Benchmark
    public Object meter() {
        return add(ofSum, sum, nowMs);
    }

    /** One that keeps months alone. */
    @Benchmark
    public Object meterOfMonths() {
        return add(ofMonth, monthly, nowMs);
    }

    /** One that keeps the largest value. */
    @Benchmark
    public Object meterOfTheLargest() {
        return add(ofLargest, largest, nowMs);
    }

    /** The group of a meter that an event belongs to. */
    @Benchmark
    public Object group() {
        return ofSum.addToGroup(nowMs, sum, UsageCalendar.UTC, nowMs);
    }

    /** A late event while the hours of a day are open. */
    @Benchmark
    public Object lateBy24OpenHours() {
        return add(ofDay, sum, nowMs - 12 * HOUR_MS);
    }

    /** A late event while all hours are open that events are accepted of. */
    @Benchmark
    public Object lateBy840OpenHours() {
        return add(ofFiveWeeks, sum, nowMs - 12 * HOUR_MS);
    }

    /** A punctual event, whatever is open beside it. */
    @Benchmark
    public Object punctualBeside840OpenHours() {
        return add(ofFiveWeeks, sum, nowMs);
    }

    private MeterUsage add(MeterUsage usage, Contribution more, long timeMs) {
        return usage.add(timeMs, more, UsageCalendar.UTC, nowMs);
    }
}
