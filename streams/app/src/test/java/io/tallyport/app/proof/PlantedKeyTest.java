package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.embedded.LocalCluster;
import io.tallyport.app.proof.HttpTester.Reply;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key of a license, wherever somebody puts it, is shown once and found nowhere else. */
class PlantedKeyTest {

    private static final String TIME = "2026-01-10T09:00:00Z";
    private static final Duration READY = Duration.ofSeconds(120);
    private final List<String> answers = new ArrayList<>();

    @Test
    void aPlantedLicenseKeyIsFoundNowhereInDataTopicsLogsMetricsOrAnswers(@TempDir Path folder) throws Exception {
        var log = Files.createFile(folder.resolve("node.log"));
        var data = folder.resolve("data");
        String key;
        try (var node = NodeJvm.start(data, LocalCluster.freePorts(1)[0], log, "--clock", "2026-01-10T12:00:00Z")) {
            var http = node.http();
            node.awaitUp(READY);
            http.applyCatalog(Catalogs.ACME);
            key = http.issue("keyed", "acme", "starter");
            assertTrue(key.startsWith("tk_") && key.length() > 30, key);
            use(http, key);
            misplace(http, key);
            answers.add(http.get("/metrics").expect(200).text());
            var written = topics(data);
            assertTrue(written.size() > 100);
            assertNowhere(key, written);
            assertNowhere(key, Map.of("the answers", String.join("\n", answers).getBytes(StandardCharsets.UTF_8)));
            node.stop();
        }
        assertNowhere(key, files(data));
        assertNowhere(key, Map.of("the log", Files.readAllBytes(log)));
    }

    /** The way a key is meant to be used. */
    private void use(HttpTester http, String key) throws Exception {
        for (int i = 0; i < 12; i++) {
            var reply = http.post(
                    "/v1/events?wait=verdict&timeout=20000",
                    HttpTester.EVENT,
                    event("k" + i, "\"licensekey\":\"" + key + "\"", "{\"bytes\":1}"));
            assertEquals(
                    1,
                    keep(reply)
                            .expect(200)
                            .json()
                            .path("verdicts")
                            .path("counted")
                            .asInt(),
                    reply.text());
        }
        var binary = http.post(
                "/v1/events?wait=verdict&timeout=20000",
                "application/json",
                "{\"bytes\":1}".getBytes(StandardCharsets.UTF_8),
                "ce-specversion",
                "1.0",
                "ce-id",
                "b1",
                "ce-source",
                "acme/web",
                "ce-type",
                "api.call",
                "ce-time",
                TIME,
                "ce-licensekey",
                key);
        keep(binary).expect(200);
        var denied = keep(http.get("/v1/licenses/keyed/check/api")).expect(200).json();
        assertEquals("DENY", denied.path("verdict").asText());
        keep(http.get("/v1/explain/decisions/" + denied.path("decisionId").asText()))
                .expect(200);
        for (String path : List.of("", "/usage", "/timeline")) {
            keep(http.get("/v1/licenses/keyed" + path)).expect(200);
        }
    }

    /** The ways it is not. */
    private void misplace(HttpTester http, String key) throws Exception {
        var wrong = http.post(
                "/v1/events?wait=verdict&timeout=20000",
                HttpTester.EVENT,
                event("w1", "\"licensekey\":\"" + key + "X\"", "{\"bytes\":1}"));
        assertEquals(
                1,
                keep(wrong).expect(200).json().path("verdicts").path("rejected").asInt());

        String ours = "\"license\":\"keyed\"";
        for (byte[] body : List.of(
                event("p1", ours, "{\"note\":\"my key is " + key + ", is it not\"}"),
                event("p2", ours, "{\"" + key + "\":1}"),
                event("p3", ours, "{\"list\":[{\"deep\":\"" + key + "\"}]}"),
                event(key, ours, "{}"),
                event("p4", "\"license\":\"" + key + "\"", "{}"),
                event("p5", ours + ",\"subject\":\"team/" + key + "\"", "{}"),
                event("p6", ours + ",\"tenant\":\"" + key + "\"", "{}"),
                event("p7", ours + ",\"" + key + "\":\"x\"", "{}"),
                ("{\"licensekey\":\"" + key + "\",").getBytes(StandardCharsets.UTF_8),
                key.getBytes(StandardCharsets.UTF_8),
                ("\"" + key + "\"").getBytes(StandardCharsets.UTF_8))) {
            keep(http.post("/v1/events", HttpTester.EVENT, body)).expect(400);
        }
        String query = URLEncoder.encode(key, StandardCharsets.UTF_8);
        for (String path : List.of(
                "/v1/licenses/keyed/check/api?caller=" + query,
                "/v1/licenses/keyed/check/api?trace=" + query,
                "/v1/licenses/keyed/check/" + query,
                "/v1/licenses/" + query + "/check/api",
                "/v1/licenses/" + query + "/usage",
                "/v1/licenses?after=" + query,
                "/v1/licenses?" + query + "=1",
                "/v1/rejected?license=" + query,
                "/v1/explain/decisions/" + query,
                "/v1/watch/verdicts?license=" + query)) {
            keep(http.get(path)).expect(400);
        }
        keep(http.get("/v1/" + query)).expect(404);
        keep(http.post("/v1/events?license=" + query, HttpTester.EVENT, event("q1", "\"tenant\":\"t\"", "{}")))
                .expect(400);
        for (String field : List.of("author", "reason", "commandId", key)) {
            keep(http.post("/v1/licenses/keyed/suspend", "{\"" + field + "\":\"" + key + "\"}"))
                    .expect(400);
        }
        keep(http.post("/v1/licenses/keyed/suspend", "application/json", new byte[0], "Idempotency-Key", key))
                .expect(400);
        keep(http.post("/v1/licenses", "{\"product\":\"acme\",\"plan\":\"free\",\"customer\":\"" + key + "\"}"))
                .expect(400);
        keep(http.post(
                        "/v1/licenses",
                        "{\"product\":\"acme\",\"plan\":\"free\",\"customer\":\"c\",\"id\":\"" + key + "\"}"))
                .expect(400);
        keep(http.put("/v1/catalog", Catalogs.ACME.replace("Acme API", key))).expect(400);
        keep(http.put("/v1/catalog?author=" + query, Catalogs.ACME)).expect(400);
    }

    private Reply keep(Reply reply) {
        answers.add(reply.text());
        return reply;
    }

    private static byte[] event(String id, String attributes, String data) {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + id
                        + "\",\"source\":\"acme/web\",\"type\":\"api.call\",\"time\":\"" + TIME + "\"," + attributes
                        + ",\"data\":" + data + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Key, value and headers of every record of every topic, internal ones too, as they are uncompressed. */
    private static Map<String, byte[]> topics(Path data) throws Exception {
        var properties = new java.util.Properties();
        try (var in = Files.newInputStream(data.resolve("node.properties"))) {
            properties.load(in);
        }
        var kafka = KafkaClients.to("127.0.0.1:" + properties.getProperty("broker.port"), Map.of());
        var written = new LinkedHashMap<String, byte[]>();
        try (var admin = kafka.admin("proof")) {
            for (String topic : admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(30, TimeUnit.SECONDS)) {
                for (var record : CommittedTopic.read(kafka, topic)) {
                    String at = topic + "-" + record.partition() + "@" + record.offset();
                    written.put(at + " key", record.key() == null ? new byte[0] : record.key());
                    written.put(at + " value", record.value() == null ? new byte[0] : record.value());
                    record.headers().forEach(header -> written.put(at + " " + header.key(), header.value()));
                }
            }
        }
        return written;
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        var contents = new LinkedHashMap<String, byte[]>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        assertTrue(contents.size() > 20, contents.keySet().toString());
        return contents;
    }

    private static void assertNowhere(String key, Map<String, byte[]> places) {
        for (String form : formsOf(key)) {
            byte[] wanted = form.getBytes(StandardCharsets.UTF_8);
            places.forEach(
                    (place, bytes) -> assertFalse(contains(bytes, wanted), "the key, as " + form + ", is in " + place));
        }
    }

    /** The key as text, without its groups, in hexadecimal digits and in Base64 at each of its three alignments. */
    private static List<String> formsOf(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        var forms = new ArrayList<>(List.of(
                key,
                key.substring(3),
                key.replace("-", ""),
                key.toLowerCase(Locale.ROOT),
                hex,
                hex.toUpperCase(Locale.ROOT)));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[bytes.length + shift];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            // The first and last symbols mix with the neighbors.
            forms.add(encoded.substring(4, encoded.length() - 4));
        }
        return forms;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        outer:
        for (int from = 0; from <= bytes.length - wanted.length; from++) {
            for (int i = 0; i < wanted.length; i++) {
                if (bytes[from + i] != wanted[i]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
