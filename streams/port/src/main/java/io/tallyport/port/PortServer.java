package io.tallyport.port;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.port.answer.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port of a node. It begins before Kafka is up: checks are answered from the persisted view at once, questions from
 * the read model; events and commands are refused as STARTING until {@link #connect} has run.
 */
public final class PortServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortServer.class);
    private static final int WORKERS = 8;

    private final PortConfig config;
    private final PortParts parts;
    private final ExecutorService workers;
    private final ExecutorService watchers;
    private final RouteServer server;
    private volatile @Nullable PortBackend backend;

    private PortServer(PortConfig config, PortParts parts) {
        this.config = config;
        this.parts = parts;
        this.workers = Executors.newFixedThreadPool(WORKERS, threads("tallyport-port-worker-"));
        this.watchers = Executors.newCachedThreadPool(threads("tallyport-port-watcher-"));
        var handlers = new HashMap<String, RouteHandler>();
        new EventRoutes(this::connected, parts.readModel(), workers).addTo(handlers);
        new LicenseRoutes(this::connected, parts.client(), parts.readModel()).addTo(handlers);
        new LicenseLifeRoutes(this::connected, parts.client().view(), parts.readModel()).addTo(handlers);
        var book = new ReadModelBook(parts.readModel());
        new StatementRoutes(this::connected, book, workers, watchers).addTo(handlers);
        new SeatRoutes(this::connected, book, parts.readModel()::seats).addTo(handlers);
        new CatalogRoutes(this::connected, parts.readModel(), workers).addTo(handlers);
        new InsightRoutes(this::connected, parts.readModel(), workers).addTo(handlers);
        new UnattributedRoutes(this::connected, parts.readModel()).addTo(handlers);
        new NodeRoutes(config, parts, () -> backend != null).addTo(handlers);
        new WatchRoutes(this::connected, watchers).addTo(handlers);
        try {
            this.server = RouteServer.start(config, handlers, parts.metrics());
        } catch (RuntimeException e) {
            workers.shutdownNow();
            watchers.shutdownNow();
            throw e;
        }
        LOG.info("the port listens on {}:{}", config.host(), server.port());
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalStateException naming the port when another program has it
     */
    public static PortServer start(PortConfig config, PortParts parts) {
        return new PortServer(config, parts);
    }

    /** The TCP port that it listens on. */
    public int port() {
        return server.port();
    }

    /**
     * Takes events and commands from now on. Call it when the topics exist; the pipeline may still be starting.
     *
     * @param partitions partition count of the installation
     * @param within how long to wait for Kafka
     * @throws IllegalStateException when Kafka does not answer in time; call it again then
     */
    public synchronized void connect(KafkaClients kafka, Registry registry, int partitions, Duration within)
            throws InterruptedException {
        if (backend != null) {
            throw new IllegalStateException("the port is connected already");
        }
        var connecting = new PortBackend(config, parts, kafka, registry, partitions, workers);
        try {
            connecting.followed().get(within.toMillis(), TimeUnit.MILLISECONDS);
            backend = connecting;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not answer the port within " + within, e);
        } finally {
            if (backend == null) {
                connecting.close();
            }
        }
    }

    /** Stops to listen, ends watchers, and waits some seconds at most for what is on its way. */
    @Override
    public synchronized void close() {
        var connected = backend;
        backend = null;
        if (connected != null) {
            connected.watches().close();
        }
        server.close();
        if (connected != null) {
            connected.close();
        }
        workers.shutdownNow();
        watchers.shutdownNow();
    }

    private PortBackend connected() {
        var current = backend;
        if (current == null) {
            throw Problem.unavailable("STARTING", "the node is starting; Kafka is not up yet")
                    .asException();
        }
        return current;
    }

    private static ThreadFactory threads(String prefix) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
