package io.tallyport.app.node;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallyport.client.ClientConfig;
import io.tallyport.client.TallyportClient;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.TopicInstaller;
import io.tallyport.domain.entitlement.ViewTime;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.Pipeline;
import io.tallyport.pipeline.PipelineConfig;
import io.tallyport.pipeline.recount.Recounter;
import io.tallyport.port.PortConfig;
import io.tallyport.port.PortParts;
import io.tallyport.port.PortServer;
import io.tallyport.readmodel.ReadModel;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole installation in one process, or the same beside an existing cluster. The port and the persisted view come
 * first, so checks are answered before Kafka is up; then broker, registry, topics, the first tick, and the pipeline.
 */
public final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final String VERSION = "0.1.0";
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(60);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    /** A thread mostly waits for the broker while it commits; two commit beside each other. */
    private static final int STREAM_THREADS = 2;

    private static final int CLUSTER_STANDBYS = 1;
    private static final Duration EMBEDDED_SESSION = Duration.ofSeconds(3);
    private static final Duration CLUSTER_SESSION = Duration.ofSeconds(10);

    private final NodeConfig config;
    private final ClosingStack parts = new ClosingStack();
    private final Map<String, String> components = new ConcurrentHashMap<>();
    private final DataFolder folder;
    private final NodePorts ports;
    private final TimeSource time;
    private final KafkaClients kafka;
    private final Registry registry;
    private final String registryUrl;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CompletableFuture<@Nullable EmbeddedCluster> cluster;
    private final TallyportClient client;
    private final ReadModel readModel;
    private final PortServer port;
    private volatile @Nullable Pipeline pipeline;

    private Node(NodeConfig config) throws IOException {
        this.config = config;
        folder = parts.add(DataFolder.open(config.dataDir()));
        try {
            ports = folder.ports();
            time = timeOf(config, folder);
            String bootstrap = config.bootstrapServers();
            kafka = KafkaClients.to(
                    bootstrap == null ? "127.0.0.1:" + ports.broker() : bootstrap, config.kafkaSettings());
            registryUrl = registryUrl(config, ports);
            registry = Registry.at(registryUrl, config.kafkaSettings());
            components.put("broker", bootstrap == null ? "starting" : "external");
            components.put("registry", bootstrap == null ? "starting" : "external");
            cluster = bootstrap == null ? startCluster() : CompletableFuture.completedFuture(null);
            parts.add((AutoCloseable) metrics::close);
            bindProcessMetrics(metrics);
            client = parts.add(TallyportClient.open(ClientConfig.of(kafka, registryUrl, "tallyport-port")
                    .withRegistrySettings(config.kafkaSettings())
                    .withFolder(folder.view())
                    .withMeters(metrics)));
            readModel = parts.add(new ReadModel(kafka, registry, folder.readModel(), metrics));
            var control = NodeClockControl.of(time, client.view()::asOfMs);
            port = parts.add(listen(
                    PortConfig.loopback(config.httpPort(), folder.pepper(), VERSION),
                    new PortParts(client, readModel, control, this::components, metrics)));
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * Starts a node and returns when it takes events and commands; the pipeline may still be joining its group.
     *
     * @throws StartRefusedException when the folder is in use, a port is taken, or the configuration does not fit
     * @throws IOException when the folder cannot be used
     */
    public static Node start(NodeConfig config) throws IOException, InterruptedException {
        return start(config, Expression.FIELD_PATHS);
    }

    /** Starts a node whose pipeline reads values with the given expression. */
    public static Node start(NodeConfig config, Expression expression) throws IOException, InterruptedException {
        var node = new Node(config);
        try {
            node.bringUp(expression);
            return node;
        } catch (IOException | InterruptedException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void bringUp(Expression expression) throws IOException, InterruptedException {
        boolean embedded = config.bootstrapServers() == null;
        if (embedded) {
            awaitCluster();
        }
        int partitions;
        try (var admin = kafka.admin("tallyport-install")) {
            partitions = TopicInstaller.install(
                    admin,
                    registry,
                    embedded ? TopicCatalog.EMBEDDED_PARTITIONS : TopicCatalog.DEFAULT_PARTITIONS,
                    (short) (embedded ? 1 : -1));
        }
        var ticker = parts.add(Ticker.start(kafka, registry, partitions, time, Ticker.INTERVAL, metrics));
        awaitFirstTick(ticker);
        pipeline = parts.add(Pipeline.start(
                new PipelineConfig(
                        kafka,
                        registry,
                        partitions,
                        folder.streams(),
                        folder.instance(),
                        STREAM_THREADS,
                        embedded ? 0 : CLUSTER_STANDBYS,
                        COMMIT_INTERVAL,
                        embedded ? EMBEDDED_SESSION : CLUSTER_SESSION,
                        config.stores(),
                        embedded ? 1 : -1),
                metrics,
                expression));
        parts.add(Recounter.start(
                kafka,
                registry,
                expression,
                partitions,
                !(time instanceof TestClock) && !(time instanceof ScaledClock),
                metrics));
        port.connect(kafka, registry, partitions, CONNECT_WITHIN);
    }

    /** Waits until the pipeline decides and the view hears from it. */
    public void awaitReady(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the node is not ready within " + within + ": " + components());
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Whether the pipeline decides and the view is fresh. */
    public boolean isReady() {
        var running = pipeline;
        long age = client.view().ageMs();
        return running != null && running.isRunning() && age >= 0 && age < ViewTime.FRESH_FOR_MS;
    }

    /** Where the port listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port.port());
    }

    /** The client library inside the node. */
    public TallyportClient client() {
        return client;
    }

    /** Connections to the node's Kafka. */
    public KafkaClients kafka() {
        return kafka;
    }

    /** The node's schema registry. */
    public Registry registry() {
        return registry;
    }

    /** Base URL of the schema registry. */
    public String registryUrl() {
        return registryUrl;
    }

    /** The clock that decides. */
    public TimeSource time() {
        return time;
    }

    /** Ends everything, last started first. What was not committed is decided anew at the next start. */
    @Override
    public void close() {
        parts.close();
    }

    private Map<String, String> components() {
        var running = pipeline;
        components.put("pipeline", running == null ? "starting" : running.state());
        return Map.copyOf(components);
    }

    /** Starts broker and registry beside everything else: together they take most of a start. */
    private CompletableFuture<@Nullable EmbeddedCluster> startCluster() {
        var starting = new CompletableFuture<@Nullable EmbeddedCluster>();
        var thread = new Thread(
                () -> {
                    try {
                        starting.complete(EmbeddedCluster.start(folder.broker(), ports, kafka, components::put));
                    } catch (IOException | InterruptedException | RuntimeException | Error e) {
                        starting.completeExceptionally(e);
                    }
                },
                "tallyport-cluster-start");
        parts.add(() -> {
            thread.join();
            var started = starting.exceptionally(e -> null).join();
            if (started != null) {
                started.close();
            }
        });
        thread.start();
        return starting;
    }

    private void awaitCluster() throws IOException, InterruptedException {
        try {
            cluster.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e.getCause() instanceof RuntimeException refused
                    ? refused
                    : new IllegalStateException("the embedded broker did not start", e.getCause());
        }
    }

    private static void awaitFirstTick(Ticker ticker) throws InterruptedException {
        try {
            ticker.tick().get(CONNECT_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the first tick could not be written", e);
        }
    }

    private static PortServer listen(PortConfig config, PortParts parts) {
        try {
            return PortServer.start(config, parts);
        } catch (IllegalStateException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static TimeSource timeOf(NodeConfig config, DataFolder folder) throws IOException {
        if (config.clock() instanceof NodeConfig.NodeClock.TestTime test) {
            return TestClock.open(folder.testClock(), test.start());
        }
        if (config.clock() instanceof NodeConfig.NodeClock.ScaledTime scaled) {
            return new ScaledClock(scaled.start(), scaled.factor());
        }
        if (config.bootstrapServers() == null && TestClock.isKept(folder.testClock())) {
            var clock = TestClock.resume(folder.testClock());
            LOG.info("the data folder keeps a test clock; it goes on at {}", clock.instant());
            return clock;
        }
        return TimeSource.system();
    }

    private static String registryUrl(NodeConfig config, NodePorts ports) {
        if (config.bootstrapServers() == null) {
            return "http://127.0.0.1:" + ports.registry();
        }
        if (config.schemaRegistry() == null) {
            throw new StartRefusedException(
                    "an existing cluster needs an existing schema registry: name it with --schema-registry");
        }
        return config.schemaRegistry();
    }

    @SuppressWarnings("resource")
    private static void bindProcessMetrics(PrometheusMeterRegistry metrics) {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
    }
}
