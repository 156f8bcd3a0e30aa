package io.tallyport.port;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallyport.client.ClientConfig;
import io.tallyport.client.TallyportClient;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.ReadModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A port with its real client and read model, while Kafka is away. */
final class OfflineNode implements AutoCloseable {

    static final byte[] PEPPER = "a pepper of the tests, 32 bytes.".getBytes(StandardCharsets.UTF_8);

    final KafkaClients kafka;
    final Registry registry = Registry.at("mock://port-" + System.nanoTime(), Map.of());
    final PortServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final TallyportClient client;
    private final ReadModel readModel;

    OfflineNode(Path folder, ClockControl clock) throws IOException {
        kafka = KafkaClients.to("127.0.0.1:" + freePort(), Map.of("reconnect.backoff.max.ms", "5000"));
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        client = TallyportClient.open(ClientConfig.of(kafka, "mock://port-client", "port-test")
                .withFolder(folder.resolve("view"))
                .withMeters(metrics));
        readModel = new ReadModel(kafka, registry, folder.resolve("readmodel"), metrics);
        server = PortServer.start(
                PortConfig.loopback(0, PEPPER, "test"),
                new PortParts(client, readModel, clock, () -> Map.of("broker", "starting"), metrics));
    }

    record Reply(int status, String mediaType, String text, java.net.http.HttpHeaders headers) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + text, e);
            }
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return call("GET", path, null, "");
    }

    Reply call(String method, String path, @Nullable String mediaType, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (mediaType != null) {
            request.header("Content-Type", mediaType);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response.headers());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A clock that stands. */
    static ClockControl standing(String kind) {
        return new ClockControl() {
            private Instant now = Instant.parse("2026-01-10T00:00:00Z");

            @Override
            public Instant now() {
                return now;
            }

            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Instant advance(String by) {
                if (!kind.equals("test")) {
                    throw new UnsupportedOperationException(kind);
                }
                try {
                    now = now.atOffset(ZoneOffset.UTC).plus(Period.parse(by)).toInstant();
                } catch (java.time.DateTimeException e) {
                    throw new IllegalArgumentException("'" + by + "' is no period", e);
                }
                return now;
            }
        };
    }

    @Override
    public void close() {
        server.close();
        readModel.close();
        client.close();
    }
}
