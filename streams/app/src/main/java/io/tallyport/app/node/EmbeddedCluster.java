package io.tallyport.app.node;

import io.tallyport.app.embedded.EmbeddedBroker;
import io.tallyport.app.embedded.EmbeddedRegistry;
import io.tallyport.app.embedded.HangingTransactions;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * The broker and the registry that a node brings along.
 *
 * @param broker the broker
 * @param registry the registry, which keeps its schemas in the broker
 * @param hanging ends transactions that a kill of the broker left to nobody
 */
record EmbeddedCluster(EmbeddedBroker broker, EmbeddedRegistry registry, HangingTransactions hanging)
        implements AutoCloseable {

    /**
     * Starts both and returns when they answer.
     *
     * @param health told what becomes of each part: its name, and {@code up} or a sentence
     */
    static EmbeddedCluster start(Path folder, NodePorts ports, KafkaClients kafka, BiConsumer<String, String> health)
            throws IOException, InterruptedException {
        var broker = EmbeddedBroker.start(
                folder, ports.broker(), ports.controller(), fault -> health.accept("broker", fault));
        health.accept("broker", "up");
        try {
            var registry = EmbeddedRegistry.start(kafka, ports.registry());
            health.accept("registry", "up");
            return new EmbeddedCluster(broker, registry, HangingTransactions.watch(broker.bootstrapServers()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    @Override
    public void close() {
        hanging.close();
        registry.close();
        broker.close();
    }
}
