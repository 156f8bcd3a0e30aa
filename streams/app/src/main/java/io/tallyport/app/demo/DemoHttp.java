package io.tallyport.app.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The node's HTTP interface as the demo's products and operators use it. Thread-safe. */
final class DemoHttp {

    static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI node;

    /** The node said no: sending the same again does not help. */
    private static final class Refused extends IOException {
        Refused(String message) {
            super(message);
        }
    }

    DemoHttp(URI node) {
        this.node = node;
    }

    /** Puts the demo's catalog in force. */
    void applyCatalog(byte[] yaml) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(node.resolve("/v1/catalog?author=demo"))
                .header("Content-Type", "application/yaml")
                .timeout(TIMEOUT)
                .PUT(BodyPublishers.ofByteArray(yaml))
                .build();
        var unused = answer(client.send(request, BodyHandlers.ofString()));
    }

    /** Issues a license. An unknown outcome is learned by sending the same command again. */
    CompletableFuture<JsonNode> issue(DemoLicense license, int attempts) {
        var body = JSON.createObjectNode()
                .put("id", license.id())
                .put("product", license.product())
                .put("plan", license.plan())
                .put("customer", license.customer())
                .put("author", "demo")
                .put("commandId", "demo-issue-" + license.id());
        return post("/v1/licenses", "application/json", body.toString())
                .exceptionallyCompose(failure -> attempts > 1 && isUnanswered(failure)
                        ? issue(license, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    /** Appends a batch of events; the answer names the place of each. */
    CompletableFuture<JsonNode> emit(String batch) {
        return post("/v1/events", "application/cloudevents-batch+json", batch);
    }

    /**
     * Whether nobody said what became of a request: a timeout, a lost connection, 503 or 504. What it wrote may be
     * there, and the same request again tells.
     */
    static boolean isUnanswered(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof IOException && !(cause instanceof Refused);
    }

    /** The verdict of a check. */
    String check(String license, String feature) throws IOException, InterruptedException {
        return get("/v1/licenses/" + license + "/check/" + feature + "?caller=demo-http")
                .path("verdict")
                .asText();
    }

    /** Meter to total over all calendar months. */
    Map<String, BigDecimal> monthTotals(String license) throws IOException, InterruptedException {
        var totals = new HashMap<String, BigDecimal>();
        for (JsonNode meter :
                get("/v1/licenses/" + license + "/usage?window=MONTH").path("meters")) {
            if (meter.path("window").asText().equals("MONTH")) {
                totals.merge(
                        meter.path("meter").asText(),
                        new BigDecimal(meter.path("value").asText()),
                        BigDecimal::add);
            }
        }
        return totals;
    }

    /** Waits for an answer. */
    static JsonNode await(CompletableFuture<JsonNode> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(node.resolve(path)).timeout(TIMEOUT).build();
        return answer(client.send(request, BodyHandlers.ofString()));
    }

    private CompletableFuture<JsonNode> post(String path, String type, String body) {
        var request = HttpRequest.newBuilder(node.resolve(path))
                .header("Content-Type", type)
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(response -> {
            try {
                return answer(response);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static JsonNode answer(HttpResponse<String> response) throws IOException {
        if (response.statusCode() >= 300) {
            String refusal = response.request().method() + " "
                    + response.request().uri().getPath() + " was answered with " + response.statusCode() + ": "
                    + response.body();
            throw response.statusCode() >= 503 ? new IOException(refusal) : new Refused(refusal);
        }
        return JSON.readTree(response.body());
    }
}
