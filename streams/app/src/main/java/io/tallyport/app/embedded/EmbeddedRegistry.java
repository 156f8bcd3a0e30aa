package io.tallyport.app.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry for one machine: the HTTP face of Confluent's registry over its client's own classes for schemas
 * and compatibility. State lives in the compacted topic {@value RegistryLog#TOPIC}, so ids survive restarts. Avro only,
 * whole schemas only; compatibility is FULL_TRANSITIVE unless a subject or the registry is set otherwise. One writer
 * per topic, no authentication, therefore loopback only: for more than one machine point the node at any
 * Confluent-compatible registry instead.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int BODY_BYTES_MAX = 1 << 20;
    private static final int THREADS = 4;

    static {
        // Without it the JDK's server waits 40 ms for the client's acknowledgement on every answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final RegistryStore store;
    private final RegistryRoutes routes;
    private final Set<String> hosts;

    private EmbeddedRegistry(HttpServer server, ExecutorService threads, RegistryStore store) {
        this.server = server;
        this.threads = threads;
        this.store = store;
        this.routes = new RegistryRoutes(store);
        int port = server.getAddress().getPort();
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /**
     * Starts a registry on 127.0.0.1 and returns when it answers.
     *
     * @param clients the cluster that holds the registry's topic
     * @param port port to listen on; 0 for any free one
     * @throws IOException when the port is taken or the topic cannot be read
     */
    public static EmbeddedRegistry start(KafkaClients clients, int port) throws IOException, InterruptedException {
        var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "the embedded registry cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        RegistryStore store;
        try {
            store = RegistryStore.open(clients);
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.stop(0);
            throw e;
        }
        var number = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "registry-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        var registry = new EmbeddedRegistry(server, threads, store);
        server.setExecutor(threads);
        server.createContext("/", registry::serve);
        server.start();
        LOG.info("embedded schema registry ready at {}; it is for one machine", registry.url());
        return registry;
    }

    /** Base URL for clients. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Stops listening; what was acknowledged is in the topic. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        store.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            Object answer;
            try {
                answer = routes.answer(request(exchange));
            } catch (RegistryProblem problem) {
                status = problem.httpStatus();
                answer = Map.of("error_code", problem.code(), "message", problem.reason());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                status = 503;
                answer = Map.of("error_code", 50302, "message", "The registry is closing");
            } catch (RuntimeException e) {
                LOG.error("the registry failed on {} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                status = 500;
                answer = Map.of("error_code", 500, "message", "Internal Server Error; the node's log has the reason");
            }
            byte[] bytes = RegistryEntry.JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private RegistryRoutes.Request request(HttpExchange exchange) throws IOException, RegistryProblem {
        requireLocalCaller(exchange);
        var uri = exchange.getRequestURI();
        List<String> path = Arrays.stream(uri.getRawPath().split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
        return new RegistryRoutes.Request(exchange.getRequestMethod(), path, flags(uri.getRawQuery()), body(exchange));
    }

    /** Nobody authenticates here, so pages in the user's browser must not reach it, by name tricks or otherwise. */
    private void requireLocalCaller(HttpExchange exchange) throws RegistryProblem {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (host == null
                || !hosts.contains(host)
                || exchange.getRequestHeaders().containsKey("Origin")) {
            throw RegistryProblem.forbidden("The embedded registry answers programs on this machine only");
        }
    }

    private static Map<String, String> flags(@org.jspecify.annotations.Nullable String query) {
        var flags = new HashMap<String, String>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                flags.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return flags;
    }

    private static JsonNode body(HttpExchange exchange) throws IOException, RegistryProblem {
        byte[] bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw RegistryProblem.tooLarge(BODY_BYTES_MAX);
        }
        if (bytes.length == 0) {
            return RegistryRoutes.noBody();
        }
        try {
            return RegistryEntry.JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw RegistryProblem.badRequest("The body is no JSON: " + e.getOriginalMessage());
        }
    }
}
