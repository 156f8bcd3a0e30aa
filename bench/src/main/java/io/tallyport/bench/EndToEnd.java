package io.tallyport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The whole pipeline beside the others: preload once, warm all, then take turns on the same bytes. */
final class EndToEnd {

    private static final int WARM_UPS = 1;

    private final Workload workload;
    private final int countedPasses;
    private final boolean quick;
    private final Consumer<String> progress;

    EndToEnd(Workload workload, int countedPasses, boolean quick, Consumer<String> progress) {
        this.workload = workload;
        this.countedPasses = countedPasses;
        this.quick = quick;
        this.progress = progress;
    }

    /** Runs it on a temporary folder, which is deleted afterwards. */
    Report run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tallyport-bench");
        try {
            progress.accept("starting a broker");
            try (var cluster = BenchCluster.start(folder.resolve("broker"), workload.partitions())) {
                progress.accept("writing " + workload.events() + " events");
                Expected expected = Preload.write(workload, cluster.kafka(), cluster.registry());
                return new Report(workload, expected, passes(cluster, expected, folder), quick);
            }
        } finally {
            PassRun.deleteFolder(folder);
        }
    }

    private List<Pass> passes(BenchCluster cluster, Expected expected, Path folder)
            throws IOException, InterruptedException {
        var runs = new PassRun(cluster, expected, folder.resolve("streams"));
        var raw = new RawClients(cluster, expected);
        var passThrough = new PassThroughSide(cluster);
        var pipeline = new PipelineSide(cluster);
        var dsl = new DslSide(cluster);
        List<Contender> contenders = List.of(
                raw::produce,
                raw::consume,
                raw::copy,
                counted -> runs.run(passThrough, counted),
                counted -> runs.run(pipeline, counted),
                counted -> runs.run(dsl, counted));
        var passes = new ArrayList<Pass>();
        for (int round = 0; round < WARM_UPS + countedPasses; round++) {
            boolean counted = round >= WARM_UPS;
            for (Contender contender : contenders) {
                Pass pass = contender.run(counted);
                progress.accept(pass.side() + ": " + pass.eventsPerSecond() + " events/s"
                        + (counted ? ", verified" : " (warm-up), verified"));
                passes.add(pass);
            }
        }
        return passes;
    }
}
