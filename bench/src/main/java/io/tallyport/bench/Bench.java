package io.tallyport.bench;

import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the benchmarks. The result goes to stdout, progress to stderr. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures the whole pipeline against plain clients, a pass-through, a DSL job and a Flink job on"
                + " the same events, warm, in the same run; then the hot pieces, ids, restore and latency. Fails if a"
                + " count is not exact.")
final class Bench implements Callable<Integer> {

    private static final int EVENTS = 1_500_000;
    private static final int QUICK_EVENTS = 300_000;
    private static final int PASSES = 3;
    private static final int QUICK_PASSES = 1;

    private static final int SECONDS = 600;
    private static final int QUICK_SECONDS = 30;

    @Option(names = "--quick", description = "fewer events and one counted pass, within five minutes")
    private boolean quick;

    @Option(names = "--json", description = "print JSON instead of a table")
    private boolean json;

    @Option(names = "--events", paramLabel = "N", description = "how many events; the default follows from --quick")
    private int events;

    @Option(
            names = "--only",
            paramLabel = "PART",
            description = "measure one part alone: ${COMPLETION-CANDIDATES}; the ratios of the others are skipped")
    private EndToEnd.@Nullable Part only;

    @Option(
            names = "--side",
            paramLabel = "NAME",
            description = "measure the sides of these names alone (of the parts that are measured); may be repeated")
    private Set<String> sides = Set.of();

    @Option(names = "--passes", paramLabel = "N", description = "how many counted passes of each side")
    private int passes;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "for how long the latency part emits; the first half warms up")
    private int seconds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        int size = events > 0 ? events : quick ? QUICK_EVENTS : EVENTS;
        int rounds = passes > 0 ? passes : quick ? QUICK_PASSES : PASSES;
        int latencySeconds = seconds > 0 ? seconds : quick ? QUICK_SECONDS : SECONDS;
        Report report =
                new EndToEnd(Workload.of(size), rounds, quick, latencySeconds, only, sides, Bench::progress).run();
        System.out.println(json ? report.json() : report.table());
        return 0;
    }

    private static void progress(String said) {
        System.err.println("bench: " + said);
    }
}
