package io.tallyport.app.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own client against the embedded registry, on a real broker. Every test uses subjects of its own. */
class EmbeddedRegistryTest {

    private static final AvroSchema ONE = schema("{'name':'a','type':'string'}");
    private static final AvroSchema ONE_AND_DEFAULT =
            schema("{'name':'a','type':'string'},{'name':'b','type':'long','default':0}");
    private static final AvroSchema OTHER_TYPE = schema("{'name':'a','type':'long'}");
    private static final AvroSchema NO_DEFAULT = schema("{'name':'a','type':'string'},{'name':'b','type':'long'}");

    @TempDir
    static Path folder;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = LocalCluster.start(folder);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aSchemaKeepsItsIdAcrossRegistrationsSubjectsAndRestarts() throws Exception {
        int id = client().register("keeps-a", ONE);
        assertEquals(id, client().register("keeps-a", ONE));
        assertEquals(id, client().register("keeps-b", ONE));
        int next = client().register("keeps-a", ONE_AND_DEFAULT);
        assertTrue(next > id);

        cluster.restart();

        assertEquals(id, client().register("keeps-a", ONE));
        assertEquals(id, client().getId("keeps-b", ONE));
        assertEquals(ONE, client().getSchemaById(id));
        assertEquals(List.of(1, 2), client().getAllVersions("keeps-a"));
        assertEquals(next, client().getLatestSchemaMetadata("keeps-a").getId());
        assertEquals(2, client().getVersion("keeps-a", ONE_AND_DEFAULT));
        assertEquals(id, client().getSchemaMetadata("keeps-a", 1).getId());
        assertTrue(new HashSet<>(client().getAllSubjectsById(id)).containsAll(List.of("keeps-a", "keeps-b")));
        assertTrue(client().getAllSubjects().containsAll(List.of("keeps-a", "keeps-b")));
        int fresh = client().register("keeps-c", schema("{'name':'fresh','type':'int'}"));
        assertTrue(fresh > next, "ids go on after a restart");
    }

    @Test
    void anIncompatibleSchemaIsRefusedByDefault() throws Exception {
        int id = client().register("refuses", ONE);
        for (var incompatible : List.of(OTHER_TYPE, NO_DEFAULT)) {
            assertRefused(409, 409, () -> client().register("refuses", incompatible));
            assertFalse(client().testCompatibility("refuses", incompatible));
        }
        assertTrue(client().testCompatibility("refuses", ONE_AND_DEFAULT));
        assertEquals(List.of(1), client().getAllVersions("refuses"));
        assertEquals(id, client().getLatestSchemaMetadata("refuses").getId());
        assertFalse(client().testCompatibilityVerbose("refuses", OTHER_TYPE).isEmpty());
    }

    @Test
    void compatibilityIsHeldAgainstEveryVersionNotTheLatestAlone() throws Exception {
        var withLong = schema("{'name':'a','type':'string'},{'name':'c','type':'long','default':0}");
        var without = ONE;
        var withString = schema("{'name':'a','type':'string'},{'name':'c','type':'string','default':''}");
        client().register("transitive", withLong);
        client().register("transitive", without);
        assertRefused(409, 409, () -> client().register("transitive", withString));

        client().updateCompatibility("transitive", "FULL");
        assertTrue(client().register("transitive", withString) > 0, "fits the latest version");
    }

    @Test
    void levelsAreSetPerSubjectAndForAll() throws Exception {
        assertEquals("FULL_TRANSITIVE", client().getCompatibility(null));
        client().register("levels", ONE);
        assertRefused(404, 40408, () -> client().getCompatibility("levels"));
        client().updateCompatibility("levels", "NONE");
        assertEquals("NONE", client().getCompatibility("levels"));
        assertTrue(client().register("levels", OTHER_TYPE) > 0);

        cluster.restart();

        assertEquals("NONE", client().getCompatibility("levels"));
        client().deleteCompatibility("levels");
        assertRefused(404, 40408, () -> client().getCompatibility("levels"));
        assertRefused(422, 42203, () -> client().updateCompatibility("levels", "SOMETIMES"));
    }

    @Test
    void whatIsNotThereIsNamedWithConfluentsCodes() throws Exception {
        client().register("codes", ONE);
        assertRefused(404, 40401, () -> client().getLatestSchemaMetadata("nobody"));
        assertRefused(404, 40401, () -> client().getId("nobody", ONE));
        assertRefused(404, 40402, () -> client().getSchemaMetadata("codes", 7));
        assertRefused(404, 40403, () -> client().getSchemaById(999_999));
        assertRefused(404, 40403, () -> client().getId("codes", ONE_AND_DEFAULT));
        assertRefused(422, 42202, () -> client().getSchemaMetadata("codes", -7));
    }

    @Test
    void badRequestsAreRefusedWithAReason() throws Exception {
        assertAnswer(422, "42201", post("/subjects/bad/versions", "{\"schema\":\"{no schema\"}"));
        assertAnswer(422, "42201", post("/subjects/bad/versions", "{}"));
        assertAnswer(422, "AVRO only", post("/subjects/bad/versions", "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"));
        assertAnswer(400, "no JSON", post("/subjects/bad/versions", "{"));
        assertAnswer(413, "1048576", post("/subjects/bad/versions", "\"" + "x".repeat(1 << 20) + "\""));
        assertAnswer(404, "no GET /nothing", send(request("/nothing").GET()));
        assertAnswer(
                403,
                "this machine",
                send(request("/subjects").header("Origin", "http://a.page").GET()));
        assertAnswer(200, "One machine", send(request("/").GET()));
    }

    @Test
    void aDeletedSubjectKeepsItsIdsUntilItIsGoneForGood() throws Exception {
        var unique = schema("{'name':'onlyHere','type':'string'}");
        int id = client().register("deleted", unique);
        assertRefused(404, 40405, () -> client().deleteSubject("deleted", true));
        assertEquals(List.of(1), client().deleteSubject("deleted"));
        assertEquals(unique, client().getSchemaById(id));
        assertRefused(404, 40401, () -> client().getLatestSchemaMetadata("deleted"));
        assertEquals(id, client().register("deleted", unique));
        assertEquals(List.of(2), client().getAllVersions("deleted"));

        assertEquals(List.of(2), client().deleteSubject("deleted"));
        assertEquals(List.of(1, 2), client().deleteSubject("deleted", true));
        cluster.restart();
        assertRefused(404, 40403, () -> client().getSchemaById(id));
        assertTrue(client().register("deleted", schema("{'name':'other','type':'string'}")) > id);
    }

    @Test
    void concurrentRegistrationsGetOneIdPerSchema() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var calls = new ArrayList<Callable<Integer>>();
            for (int call = 0; call < 40; call++) {
                var schema = schema("{'name':'f" + call % 10 + "','type':'int'}");
                String subject = "concurrent-" + call;
                calls.add(() -> client().register(subject, schema));
            }
            Collection<Integer> ids = new HashSet<>();
            for (var answer : threads.invokeAll(calls)) {
                ids.add(answer.get());
            }
            assertEquals(10, ids.size());
        } finally {
            threads.shutdownNow();
        }
    }

    /** A new client each time, so that nothing is answered from its cache. */
    private static SchemaRegistryClient client() {
        return cluster.registry().client();
    }

    private static AvroSchema schema(String fields) {
        return new AvroSchema("{'type':'record','name':'R','namespace':'t','fields':[%s]}"
                .formatted(fields)
                .replace('\'', '"'));
    }

    private static void assertRefused(int status, int code, Executable call) {
        var refused = assertThrows(RestClientException.class, call);
        assertEquals(code, refused.getErrorCode(), refused.getMessage());
        assertEquals(status, refused.getStatus(), refused.getMessage());
    }

    private static void assertAnswer(int status, String mention, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains(mention), answer.body());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(cluster.registryUrl() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
