package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Plain HTTP to a node, as anybody would speak it. */
final class HttpTester {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String BATCH = "application/cloudevents-batch+json";
    static final String EVENT = "application/cloudevents+json";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI node;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    HttpTester(URI node) {
        this.node = node;
    }

    /** An answer, whole. */
    record Reply(int status, String mediaType, String text) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + text, e);
            }
        }

        Reply expect(int expected) {
            assertEquals(expected, status, text);
            return this;
        }

        /** The stable code of a problem. */
        String code() {
            return json().path("code").asText();
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Reply post(String path, String json) throws IOException, InterruptedException {
        return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    Reply post(String path, String contentType, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = request(path).POST(BodyPublishers.ofByteArray(body)).header("Content-Type", contentType);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    Reply put(String path, String body) throws IOException, InterruptedException {
        return send(request(path).PUT(BodyPublishers.ofString(body)).header("Content-Type", "application/yaml"));
    }

    /** Puts a catalog in force. */
    void applyCatalog(String yaml) throws IOException, InterruptedException {
        put("/v1/catalog", yaml).expect(200);
    }

    /** Issues a license under an id and gives its key. */
    String issue(String id, String product, String plan) throws IOException, InterruptedException {
        return issueIn("", "", id, product, plan);
    }

    /** The same with a time zone and an anchor, where they are not empty. */
    String issueIn(String timeZone, String anchor, String id, String product, String plan)
            throws IOException, InterruptedException {
        var body = JSON.createObjectNode()
                .put("id", id)
                .put("product", product)
                .put("plan", plan)
                .put("customer", "customer-of-" + id)
                .put("timeZone", timeZone)
                .put("anchor", anchor);
        return post("/v1/licenses", body.toString())
                .expect(201)
                .json()
                .path("key")
                .asText();
    }

    /** Emits events and returns the answer with their verdicts. */
    JsonNode emit(List<TestEvent> events) throws IOException, InterruptedException {
        return emitRaw(events, "?wait=verdict&timeout=20000").expect(200).json();
    }

    Reply emitRaw(List<TestEvent> events, String query) throws IOException, InterruptedException {
        return post("/v1/events" + query, BATCH, TestEvent.batch(events));
    }

    /** What a license used of a meter in the window that begins at an instant; "0" when nothing was read yet. */
    String used(String license, String meter, String window, String from) throws IOException, InterruptedException {
        var meters = get("/v1/licenses/" + license + "/usage?limit=1000")
                .expect(200)
                .json()
                .path("meters");
        for (JsonNode line : meters) {
            if (line.path("meter").asText().equals(meter)
                    && line.path("window").asText().equals(window)
                    && line.path("from").asText().equals(from)) {
                return line.path("value").asText();
            }
        }
        return "0";
    }

    JsonNode check(String license, String feature) throws IOException, InterruptedException {
        return get("/v1/licenses/" + license + "/check/" + feature).expect(200).json();
    }

    /** Licenses that the node decides for, by its own metrics. */
    int licensesHeld() throws IOException, InterruptedException {
        return licensesIn(get("/metrics").expect(200).text());
    }

    static int licensesIn(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("tallyport_licenses "))
                .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(" ") + 1, line.lastIndexOf("."))))
                .sum();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(node + path)).timeout(TIMEOUT);
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Reply(
                answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), answer.body());
    }
}
