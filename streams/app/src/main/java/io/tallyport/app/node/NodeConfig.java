package io.tallyport.app.node;

import io.tallyport.pipeline.store.StoreKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node is started with.
 *
 * @param dataDir folder that holds everything the node keeps
 * @param httpPort port of the HTTP interface on the loopback address; 0 = a free one
 * @param clock where the ticker takes the time from
 * @param bootstrapServers an existing cluster, {@code host:port,...}; null = the embedded broker
 * @param schemaRegistry base URL of an existing registry; null = the embedded one
 * @param stores what the pipeline keeps its values in
 * @param kafkaSettings passed through to every Kafka client of an existing cluster (security.protocol, sasl.*, ssl.*)
 */
public record NodeConfig(
        Path dataDir,
        int httpPort,
        NodeClock clock,
        @Nullable String bootstrapServers,
        @Nullable String schemaRegistry,
        StoreKind stores,
        Map<String, String> kafkaSettings) {

    /** Port of the HTTP interface unless told otherwise. */
    public static final int DEFAULT_HTTP_PORT = 7601;

    private static final int LARGEST_PORT = 65_535;

    /**
     * Where the ticker takes the time from.
     */
    public sealed interface NodeClock {

        /** The machine's clock. */
        record SystemTime() implements NodeClock {}

        /**
         * A clock that stands still until it is moved; kept in the data folder.
         *
         * @param start where it begins, if the folder keeps none yet
         */
        record TestTime(Instant start) implements NodeClock {}

        /**
         * A clock that runs faster than real time.
         *
         * @param start where it begins
         * @param factor simulated seconds per real second, at least 1
         */
        record ScaledTime(Instant start, long factor) implements NodeClock {}
    }

    public NodeConfig {
        kafkaSettings = Map.copyOf(kafkaSettings);
        if (httpPort < 0 || httpPort > LARGEST_PORT) {
            throw new IllegalArgumentException("the HTTP port must be from 0 to " + LARGEST_PORT + ", is " + httpPort);
        }
        if (bootstrapServers != null && !(clock instanceof NodeClock.SystemTime)) {
            throw new IllegalArgumentException(
                    "an external cluster keeps real time: --clock cannot be used with --bootstrap-servers");
        }
        if (bootstrapServers == null && (schemaRegistry != null || !kafkaSettings.isEmpty())) {
            throw new IllegalArgumentException(
                    "--schema-registry and --kafka-config belong to an existing cluster: name it with --bootstrap-servers");
        }
    }

    /** A node that runs everything by itself, on real time. */
    public static NodeConfig embedded(Path dataDir, int httpPort) {
        return new NodeConfig(dataDir, httpPort, new NodeClock.SystemTime(), null, null, StoreKind.OWN, Map.of());
    }

    /** The same on another clock. */
    public NodeConfig withClock(NodeClock other) {
        return new NodeConfig(dataDir, httpPort, other, bootstrapServers, schemaRegistry, stores, kafkaSettings);
    }
}
