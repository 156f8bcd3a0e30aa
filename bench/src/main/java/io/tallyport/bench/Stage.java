package io.tallyport.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A broker with a workload on it. Its folder is deleted when it is closed: a workload of a million licenses leaves
 * gigabytes.
 *
 * @param cluster the broker
 * @param expected what the workload adds up to
 * @param runs runs passes over it
 * @param folder where all of it lies
 */
record Stage(BenchCluster cluster, Expected expected, PassRun runs, Path folder) implements AutoCloseable {

    /** Starts a broker and writes the workload. */
    static Stage set(Workload workload, Path folder, Consumer<String> progress)
            throws IOException, InterruptedException {
        progress.accept("starting a broker");
        var cluster = BenchCluster.start(folder.resolve("broker"), workload.partitions());
        try {
            progress.accept("writing " + workload.events() + " events of " + workload.licenses() + " licenses and "
                    + workload.meters() + " meters");
            var expected = Preload.write(workload, cluster.kafka(), cluster.registry());
            return new Stage(cluster, expected, new PassRun(cluster, expected, folder.resolve("streams")), folder);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** A side that runs on it. */
    Contender turnOf(Side side) {
        return counted -> runs.run(side, counted);
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        PassRun.deleteFolder(folder);
    }
}
