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
 * @param workload the usual workload; {@link Variant} has the others
 * @param passes all passes in order, warm-ups too
 * @param figures what was measured beside the passes
 * @param quick whether it was the short form
 */
record Report(Workload workload, List<Pass> passes, List<Figure> figures, boolean quick) {

    /**
     * A side by another one.
     *
     * @param key name of the ratio
     * @param side the side
     * @param to what it is held against
     */
    private record Ratio(String key, String side, String to) {}

    private static final List<Ratio> RATIOS = List.of(
            new Ratio("pipeline:pass", EndToEnd.PIPELINE, PassThroughSide.NAME),
            new Ratio("pipeline:pass 2 threads", EndToEnd.TWO_THREADS, EndToEnd.PASS_TWO_THREADS),
            new Ratio("pipeline:dsl", EndToEnd.PIPELINE, DslSide.NAME),
            new Ratio("pipeline:dsl 2 threads", EndToEnd.TWO_THREADS, EndToEnd.DSL_TWO_THREADS),
            new Ratio("pipeline:flink", EndToEnd.PIPELINE, FlinkSide.NAME),
            new Ratio("pipeline:flink 2 threads", EndToEnd.TWO_THREADS, FlinkSide.NAME),
            new Ratio("sum:flink", SumSide.NAME, FlinkSide.NAME),
            new Ratio("sum:flink foreign ids", EndToEnd.SUM_FOREIGN, FlinkSide.NAME),
            new Ratio("sum:flink 2 threads", EndToEnd.SUM_TWO_THREADS, FlinkSide.NAME),
            new Ratio("million:thousand", Variant.MILLION_ZIPF, Variant.THOUSAND_ZIPF),
            new Ratio("million:thousand uniform", Variant.MILLION_UNIFORM, Variant.THOUSAND_UNIFORM),
            new Ratio("meters20:meters1", Variant.TWENTY_METERS, Variant.ONE_METER),
            new Ratio("meters5:meters1", Variant.FIVE_METERS, Variant.ONE_METER),
            new Ratio("randomIds:numbered", Variant.RANDOM_IDS, Variant.THOUSAND_UNIFORM),
            new Ratio("own:stock", EndToEnd.PIPELINE, EndToEnd.STOCK),
            new Ratio("own:stock million uniform", Variant.MILLION_UNIFORM, Variant.MILLION_STOCK),
            new Ratio("threads2:threads1", EndToEnd.TWO_THREADS, EndToEnd.PIPELINE));

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

    private boolean measured(Ratio ratio) {
        return ran(ratio.side()) && ran(ratio.to());
    }

    private boolean ran(String side) {
        return passes.stream().anyMatch(pass -> pass.counted() && pass.side().equals(side));
    }

    /** The rate of one by that of the other. */
    private BigDecimal byRate(Ratio ratio) {
        return quotient(eventsPerSecond(ratio.side()), eventsPerSecond(ratio.to()));
    }

    /** The processor time of the other by that of the one: the same ratio, steadier on a busy machine. */
    private BigDecimal byProcessorTime(Ratio ratio) {
        return quotient(cpuNanosPerEvent(ratio.to()), cpuNanosPerEvent(ratio.side()));
    }

    private static BigDecimal quotient(long share, long whole) {
        return BigDecimal.valueOf(share).divide(BigDecimal.valueOf(Math.max(1, whole)), 3, RoundingMode.HALF_EVEN);
    }

    String json() {
        var json = new LinkedHashMap<String, Object>();
        var ratios = new LinkedHashMap<String, Object>();
        RATIOS.stream().filter(this::measured).forEach(ratio -> {
            ratios.put(ratio.key(), byRate(ratio));
            ratios.put(ratio.key() + " by processor time", byProcessorTime(ratio));
        });
        var others = new LinkedHashMap<String, Object>();
        for (Figure figure : figures) {
            ratios.put(figure.key(), figure.value());
            others.put(figure.key(), figure.json());
        }
        json.put("ratios", ratios);
        json.put(
                "skipped",
                RATIOS.stream()
                        .filter(ratio -> !measured(ratio))
                        .map(Ratio::key)
                        .toList());
        json.put("eventsPerSecond", bySide(this::eventsPerSecond));
        json.put("cpuNanosPerEvent", bySide(this::cpuNanosPerEvent));
        json.put("figures", others);
        json.put("passes", passes.stream().map(Report::json).toList());
        var load = new LinkedHashMap<String, Object>();
        load.put("events", workload.events());
        load.put("repeatPercent", workload.repeatPercent());
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
                "%,d events (%d %% repeats), %,d licenses, %d partitions; %d cores, JDK %s%n%n",
                workload.events(),
                workload.repeatPercent(),
                workload.licenses(),
                workload.partitions(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version()));
        text.append(String.format(
                Locale.ROOT, "%-20s %12s %12s %10s %10s%n", "pass", "events/s", "cpu ns/event", "start ms", "run ms"));
        for (Pass pass : passes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s %,12d %,12d %,10d %,10d%s%n",
                    pass.side(),
                    pass.eventsPerSecond(),
                    pass.cpuNanosPerEvent(),
                    pass.start().toMillis(),
                    pass.duration().toMillis(),
                    pass.counted() ? "" : "  (warm-up)"));
        }
        text.append(String.format(Locale.ROOT, "%n%-26s %8s %18s%n", "ratio", "by rate", "by processor time"));
        for (Ratio ratio : RATIOS) {
            text.append(
                    measured(ratio)
                            ? String.format(
                                    Locale.ROOT, "%-26s %8s %18s%n", ratio.key(), byRate(ratio), byProcessorTime(ratio))
                            : String.format(Locale.ROOT, "%-26s skipped%n", ratio.key()));
        }
        figures.forEach(figure -> text.append(figure.line()).append(System.lineSeparator()));
        return text.toString();
    }
}
