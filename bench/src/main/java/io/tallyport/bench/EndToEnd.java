package io.tallyport.bench;

import io.tallyport.pipeline.store.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The whole pipeline beside the others: preload once, warm all, then take turns on the same bytes. */
final class EndToEnd {

    /** What can be measured alone. */
    enum Part {
        SIDES,
        LICENSES,
        METERS
    }

    static final String PIPELINE = "pipeline";
    static final String TWO_THREADS = "pipeline-2-threads";
    static final String STOCK = "pipeline-stock-stores";
    private static final int WARM_UPS = 1;

    private final Workload workload;
    private final int countedPasses;
    private final boolean quick;
    private final @Nullable Part only;
    private final Consumer<String> progress;

    EndToEnd(Workload workload, int countedPasses, boolean quick, @Nullable Part only, Consumer<String> progress) {
        this.workload = workload;
        this.countedPasses = countedPasses;
        this.quick = quick;
        this.only = only;
        this.progress = progress;
    }

    /** Runs it on a temporary folder, which is deleted afterwards. */
    Report run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try {
            var passes = new ArrayList<Pass>();
            Expected expected;
            try (var stage = Stage.set(workload, folder.resolve("usual"), progress)) {
                expected = stage.expected();
                if (includes(Part.SIDES)) {
                    try (var flink = new FlinkSide(stage.cluster(), expected, folder.resolve("checkpoints"))) {
                        takeTurns(contenders(stage, flink), WARM_UPS, passes);
                    }
                }
            }
            if (includes(Part.LICENSES)) {
                takeTurnsOn(Variant.ofLicenses(workload, quick), folder, passes);
            }
            if (includes(Part.METERS)) {
                takeTurnsOn(Variant.ofMeters(workload, quick), folder, passes);
            }
            return new Report(workload, expected, passes, quick);
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    private boolean includes(Part part) {
        return only == null || only == part;
    }

    private static List<Contender> contenders(Stage stage, FlinkSide flink) {
        var cluster = stage.cluster();
        var raw = new RawClients(cluster, stage.expected());
        var passThrough = new PassThroughSide(cluster);
        var pipeline = new PipelineSide(PIPELINE, cluster, 1, StoreKind.OWN);
        var twoThreads = new PipelineSide(TWO_THREADS, cluster, 2, StoreKind.OWN);
        var stock = new PipelineSide(STOCK, cluster, 1, StoreKind.STOCK);
        var sum = new SumSide(cluster);
        var dsl = new DslSide(cluster);
        return List.of(
                raw::produce,
                raw::consume,
                raw::copy,
                stage.turnOf(passThrough),
                stage.turnOf(pipeline),
                stage.turnOf(twoThreads),
                stage.turnOf(stock),
                stage.turnOf(sum),
                stage.turnOf(dsl),
                flink);
    }

    /** Each variant has a broker of its own, so that their passes can take turns as well. */
    private void takeTurnsOn(List<Variant> variants, Path folder, List<Pass> passes)
            throws IOException, InterruptedException {
        var stages = new ArrayList<Stage>();
        try {
            var contenders = new ArrayList<Contender>();
            for (Variant variant : variants) {
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

    private void takeTurns(List<Contender> contenders, int warmUps, List<Pass> passes)
            throws IOException, InterruptedException {
        for (int round = 0; round < warmUps + countedPasses; round++) {
            boolean counted = round >= warmUps;
            for (Contender contender : contenders) {
                Pass pass = contender.run(counted);
                progress.accept(pass.side() + ": " + pass.eventsPerSecond() + " events/s"
                        + (counted ? ", verified" : " (warm-up), verified"));
                passes.add(pass);
            }
        }
    }
}
