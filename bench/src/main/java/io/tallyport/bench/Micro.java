package io.tallyport.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link HotPieces}, {@link ValuePieces} and {@link MeterPieces} with JMH, in a JVM of its own for each. */
final class Micro {

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final boolean quick;
    private final Consumer<String> progress;

    Micro(boolean quick, Consumer<String> progress) {
        this.quick = quick;
        this.progress = progress;
    }

    /** Time and bytes allocated per event, by piece. */
    List<Figure> run() {
        progress.accept("timing the hot pieces");
        var options = new OptionsBuilder()
                .include(HotPieces.class.getName())
                .include(ValuePieces.class.getName())
                .include(MeterPieces.class.getName())
                .forks(1)
                .warmupIterations(quick ? 1 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 1 : 5)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            return new Runner(options).run().stream().map(Micro::figure).toList();
        } catch (RunnerException e) {
            throw new IllegalStateException("a hot piece could not be timed", e);
        }
    }

    private static Figure figure(RunResult result) {
        var time = result.getPrimaryResult();
        var allocated = java.util.Objects.requireNonNull(
                result.getSecondaryResults().get(ALLOCATED), "the collector was not watched");
        return new Figure(
                "hot piece " + time.getLabel(),
                tenths(time.getScore()),
                "ns",
                Map.of("bytesAllocated", tenths(allocated.getScore())));
    }

    private static BigDecimal tenths(double figure) {
        return BigDecimal.valueOf(figure).setScale(1, RoundingMode.HALF_EVEN);
    }
}
