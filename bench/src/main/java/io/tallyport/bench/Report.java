package io.tallyport.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a run came to. The figures are medians over the counted passes; only ratios travel to other machines.
 *
 * @param workload what was metered
 * @param expected what it added up to; every pass came to exactly that
 * @param passes all passes in order, warm-ups too
 * @param quick whether it was the short form
 */
record Report(Workload workload, Expected expected, List<Pass> passes, boolean quick) {

    private static final String PIPELINE = "pipeline";
    private static final String DSL = "dsl";
    private static final List<String> NOT_MEASURED = List.of("pipeline:flink", "million:thousand", "meters20:meters1");
    private static final String PASS_THROUGH = "passThrough";

    /** Median events per second of a side's counted passes. */
    long eventsPerSecond(String side) {
        return median(side, Pass::eventsPerSecond);
    }

    /** Median processor time per event of a side's counted passes, in nanoseconds. */
    long cpuNanosPerEvent(String side) {
        return median(side, Pass::cpuNanosPerEvent);
    }

    private long median(String side, ToLongFunction<Pass> figure) {
        long[] figures = passes.stream()
                .filter(pass -> pass.counted() && pass.side().equals(side))
                .mapToLong(figure)
                .sorted()
                .toArray();
        int middle = figures.length / 2;
        return figures.length % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }

    /** The pipeline's rate by another side's. */
    private BigDecimal ratio(String to) {
        return quotient(eventsPerSecond(PIPELINE), eventsPerSecond(to));
    }

    /** The other side's processor time per event by the pipeline's: the same ratio, steadier on a busy machine. */
    private BigDecimal cpuRatio(String to) {
        return quotient(cpuNanosPerEvent(to), cpuNanosPerEvent(PIPELINE));
    }

    private static BigDecimal quotient(long share, long whole) {
        return BigDecimal.valueOf(share).divide(BigDecimal.valueOf(Math.max(1, whole)), 3, RoundingMode.HALF_EVEN);
    }

    String json() {
        var json = new LinkedHashMap<String, Object>();
        var ratios = new LinkedHashMap<String, Object>();
        ratios.put("pipeline:pass", ratio(PASS_THROUGH));
        ratios.put("pipeline:pass by processor time", cpuRatio(PASS_THROUGH));
        ratios.put("pipeline:dsl", ratio(DSL));
        ratios.put("pipeline:dsl by processor time", cpuRatio(DSL));
        json.put("ratios", ratios);
        json.put("skipped", NOT_MEASURED);
        json.put("eventsPerSecond", bySide(this::eventsPerSecond));
        json.put("cpuNanosPerEvent", bySide(this::cpuNanosPerEvent));
        json.put("passes", passes.stream().map(Report::json).toList());
        var load = new LinkedHashMap<String, Object>();
        load.put("events", expected.events());
        load.put("duplicates", expected.duplicates());
        load.put("bytesPerEvent", expected.bytesPerEvent());
        load.put("licenses", workload.licenses());
        load.put("partitions", workload.partitions());
        json.put("workload", load);
        var machine = new LinkedHashMap<String, Object>();
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("jdk", Runtime.version().toString());
        json.put("machine", machine);
        json.put("quick", quick);
        try {
            return new ObjectMapper().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain values is always JSON", e);
        }
    }

    private Map<String, Object> bySide(ToLongFunction<String> figure) {
        var json = new LinkedHashMap<String, Object>();
        passes.stream().map(Pass::side).distinct().forEach(side -> json.put(side, figure.applyAsLong(side)));
        return json;
    }

    private static Map<String, Object> json(Pass pass) {
        var json = new LinkedHashMap<String, Object>();
        json.put("side", pass.side());
        json.put("counted", pass.counted());
        json.put("eventsPerSecond", pass.eventsPerSecond());
        json.put("cpuNanosPerEvent", pass.cpuNanosPerEvent());
        json.put("startMs", pass.start().toMillis());
        json.put("durationMs", pass.duration().toMillis());
        return json;
    }

    String table() {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%,d events of %d bytes (%,d duplicates), %,d licenses, %d partitions; %d cores, JDK %s%n%n",
                expected.events(),
                expected.bytesPerEvent(),
                expected.duplicates(),
                workload.licenses(),
                workload.partitions(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version()));
        text.append(String.format(
                Locale.ROOT, "%-14s %12s %12s %10s %10s%n", "pass", "events/s", "cpu ns/event", "start ms", "run ms"));
        for (Pass pass : passes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %,12d %,12d %,10d %,10d%s%n",
                    pass.side(),
                    pass.eventsPerSecond(),
                    pass.cpuNanosPerEvent(),
                    pass.start().toMillis(),
                    pass.duration().toMillis(),
                    pass.counted() ? "" : "  (warm-up)"));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%npipeline:pass  %s (by processor time %s)%npipeline:dsl   %s (by processor time %s)%n",
                        ratio(PASS_THROUGH),
                        cpuRatio(PASS_THROUGH),
                        ratio(DSL),
                        cpuRatio(DSL)))
                .toString();
    }
}
