package io.tallyport.bench;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Meters that count different values: few of them, which are kept, and many, which are a sketch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ValuePieces {

    private static final int FEW = 200;
    private static final int MANY = 2_000;

    private final long nowMs = Workload.START.toEpochMilli();
    private final Meter meter = new Meter(
            "unique",
            1,
            "t",
            Aggregation.UNIQUE_COUNT,
            "v",
            List.of(),
            EnumSet.of(Window.DAY, Window.MONTH),
            Duration.ZERO,
            "unit",
            Filter.ALL);
    private MeterUsage few = MeterUsage.none(Aggregation.UNIQUE_COUNT);
    private MeterUsage many = MeterUsage.none(Aggregation.UNIQUE_COUNT);
    private long at;

    /** What was counted before. */
    @Setup
    public void prepare() {
        for (long i = 0; i < MANY; i++) {
            few = i < FEW ? with(few, i) : few;
            many = with(many, i);
        }
    }

    /** A value that was there before. */
    @Benchmark
    public Object knownOfFew() {
        return with(few, at++ % FEW);
    }

    /** A value that was not. */
    @Benchmark
    public Object newOfFew() {
        return with(few, MANY + at++);
    }

    /** A value that was there before, or not: a sketch looks alike at both. */
    @Benchmark
    public Object anyOfMany() {
        return with(many, at++ % MANY);
    }

    private MeterUsage with(MeterUsage usage, long value) {
        var more = new Contribution(meter, BigDecimal.ONE, Distinct.of(value, UltraLogLogSketch.MAKER));
        return usage.add(nowMs, more, UsageCalendar.UTC, nowMs);
    }
}
