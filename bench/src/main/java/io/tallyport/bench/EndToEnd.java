package io.tallyport.bench;

import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The whole pipeline beside the others: preload once, warm all, then take turns on the same bytes. */
final class EndToEnd {

    /** What can be measured alone. */
    enum Part {
        SIDES,
        LICENSES,
        METERS,
        PIECES,
        IDS,
        RESTORE,
        LATENCY,
        CLOSING,
        RECOUNT,
        BACKFILL
    }

    static final String PIPELINE = "pipeline";
    static final String TWO_THREADS = "pipeline-2-threads";
    static final String STOCK = "pipeline-stock-stores";
    static final String PASS_TWO_THREADS = "passThrough-2-threads";
    static final String DSL_TWO_THREADS = "dsl-2-threads";
    static final String SUM_TWO_THREADS = "sum-2-threads";
    static final String SUM_FOREIGN = "sum-foreign-ids";
    /** The compiler is still at work in the second pass of a side. */
    private static final int WARM_UPS = 2;
    /** And for a minute of its running, however fast it is: passes alone would warm a slow side up for longer. */
    private static final long WARM_UP_NANOS = 60_000_000_000L;

    private static final int LATENCY_RATE = 2_000;
    private static final int HOT_PERCENT = 90;
    private static final int RESTORED_EVENTS = 300_000;
    private static final int RESTORED = 1_000_000;
    private static final int QUICK_RESTORED = 100_000;
    private static final int CLOSED = 100_000;
    private static final int QUICK_CLOSED = 10_000;
    private static final int RECOUNTED = 24_000;
    private static final int QUICK_RECOUNTED = 2_000;
    private static final int BACKFILLED = 300_000;
    private static final int QUICK_BACKFILLED = 20_000;
    private static final int IDS = 50_000_000;
    private static final int QUICK_IDS = 2_000_000;

    private final Workload workload;
    private final int countedPasses;
    private final boolean quick;
    private final int latencySeconds;
    private final @Nullable Part only;
    private final Set<String> sides;
    private final Consumer<String> progress;

    /** Measures one part, or all (null); of each its named sides, or all (none named). */
    EndToEnd(
            Workload workload,
            int countedPasses,
            boolean quick,
            int latencySeconds,
            @Nullable Part only,
            Set<String> sides,
            Consumer<String> progress) {
        this.workload = workload;
        this.countedPasses = countedPasses;
        this.quick = quick;
        this.latencySeconds = latencySeconds;
        this.only = only;
        this.sides = sides;
        this.progress = progress;
    }

    /** Runs it on a temporary folder, which is deleted afterwards. */
    Report run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try {
            var passes = new ArrayList<Pass>();
            if (includes(Part.SIDES)) {
                try (var stage = Stage.set(workload, folder.resolve("usual"), progress)) {
                    try (var flink = new FlinkSide(stage.cluster(), stage.expected(), folder.resolve("checkpoints"))) {
                        takeTurns(contenders(stage, flink).values(), quick ? 1 : WARM_UPS, passes);
                    }
                }
            }
            if (includes(Part.LICENSES)) {
                takeTurnsOn(Variant.ofLicenses(workload, quick), folder, passes);
            }
            if (includes(Part.METERS)) {
                takeTurnsOn(Variant.ofMeters(workload, quick), folder, passes);
            }
            requireRan(passes);
            return new Report(workload, passes, figures(folder), quick);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    /** A name that is no side of the parts that were measured must not look like a measurement. */
    private void requireRan(List<Pass> passes) {
        for (String side : sides) {
            if (passes.stream().noneMatch(pass -> pass.side().equals(side))) {
                throw new IllegalArgumentException("--side: there is no side " + side + " in what was measured");
            }
        }
    }

    private List<Figure> figures(Path folder) throws IOException, InterruptedException {
        var figures = new ArrayList<Figure>();
        if (includes(Part.PIECES) && (!quick || only == Part.PIECES)) {
            figures.addAll(new Micro(quick, progress).run());
        }
        if (includes(Part.IDS)) {
            figures.add(new IdMemory(quick ? QUICK_IDS : IDS, folder.resolve("ids"), progress).measure());
        }
        if (includes(Part.RESTORE) && (!quick || only == Part.RESTORE)) {
            var many = Workload.of(RESTORED_EVENTS).over(quick ? QUICK_RESTORED : RESTORED, 0);
            figures.add(new Restore(many, folder.resolve("restore"), progress).measure());
        }
        if (includes(Part.LATENCY)) {
            var even = latency(0);
            figures.add(even.figure("latency"));
            if (!quick || only == Part.LATENCY) {
                figures.add(latency(HOT_PERCENT).figure("latency beside a hot license"));
            }
        }
        if (includes(Part.CLOSING) && (!quick || only == Part.CLOSING)) {
            figures.add(new ManyClosings(quick ? QUICK_CLOSED : CLOSED, progress).measure());
        }
        if (includes(Part.RECOUNT) && (!quick || only == Part.RECOUNT)) {
            figures.add(new ManyRecounts(quick ? QUICK_RECOUNTED : RECOUNTED, progress).measure());
        }
        if (includes(Part.BACKFILL) && (!quick || only == Part.BACKFILL)) {
            figures.add(new ManyBackfilled(quick ? QUICK_BACKFILLED : BACKFILLED, progress).measure());
        }
        return figures;
    }

    private LatencyReport latency(int hotPercent) throws IOException, InterruptedException {
        return new Latency(LATENCY_RATE, latencySeconds, hotPercent, progress).run();
    }

    private boolean includes(Part part) {
        return only == null || only == part;
    }

    private Map<String, Contender> contenders(Stage stage, FlinkSide flink) {
        var cluster = stage.cluster();
        var raw = new RawClients(cluster, stage.expected());
        var contenders = new LinkedHashMap<String, Contender>();
        contenders.put("rawProduce", raw::produce);
        contenders.put("rawConsume", raw::consume);
        contenders.put("copy", raw::copy);
        for (Side side : List.of(
                new PassThroughSide(PassThroughSide.NAME, cluster, 1),
                new PassThroughSide(PASS_TWO_THREADS, cluster, 2),
                new PipelineSide(PIPELINE, cluster, 1, StoreKind.OWN),
                new PipelineSide(TWO_THREADS, cluster, 2, StoreKind.OWN),
                new PipelineSide(STOCK, cluster, 1, StoreKind.STOCK),
                new SumSide(SumSide.NAME, cluster, 1, false),
                new SumSide(SUM_TWO_THREADS, cluster, 2, false),
                new SumSide(SUM_FOREIGN, cluster, 1, true),
                new DslSide(DslSide.NAME, cluster, 1),
                new DslSide(DSL_TWO_THREADS, cluster, 2))) {
            contenders.put(side.name(), stage.turnOf(side));
        }
        contenders.put(FlinkSide.NAME, flink);
        if (!sides.isEmpty()) {
            contenders.keySet().retainAll(sides);
        }
        return contenders;
    }

    /** Each variant has a broker of its own, so that their passes can take turns as well. */
    private void takeTurnsOn(List<Variant> variants, Path folder, List<Pass> passes)
            throws IOException, InterruptedException {
        var stages = new ArrayList<Stage>();
        try {
            var contenders = new ArrayList<Contender>();
            for (Variant variant : variants) {
                if (!sides.isEmpty() && !sides.contains(variant.side())) {
                    continue;
                }
                var stage = Stage.set(variant.workload(), folder.resolve(variant.side()), progress);
                stages.add(stage);
                contenders.add(stage.turnOf(new PipelineSide(variant.side(), stage.cluster(), 1, variant.stores())));
            }
            // The process is warm by then: the short form runs nothing twice.
            takeTurns(contenders, quick && only == null ? 0 : WARM_UPS, passes);
        } finally {
            for (Stage stage : stages) {
                stage.close();
            }
        }
    }

    private void takeTurns(Collection<Contender> contenders, int warmUps, List<Pass> passes)
            throws IOException, InterruptedException {
        for (Contender contender : contenders) {
            long began = System.nanoTime();
            for (int round = 0; round < warmUps || !quick && System.nanoTime() - began < WARM_UP_NANOS; round++) {
                run(contender, false, passes);
            }
        }
        for (int round = 0; round < countedPasses; round++) {
            for (Contender contender : contenders) {
                run(contender, true, passes);
            }
        }
    }

    private void run(Contender contender, boolean counted, List<Pass> passes) throws IOException, InterruptedException {
        Pass pass = contender.run(counted);
        progress.accept(pass.side() + ": " + pass.eventsPerSecond() + " events/s"
                + (counted ? ", verified" : " (warm-up), verified"));
        passes.add(pass);
    }
}
