package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.wire.CatalogRevisionV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rolling back to earlier revisions, on the writer. */
class CatalogRollbackTest {

    private static final String CATALOG = """
            format: 1
            products: [{id: acme, name: Acme}]
            meters: [{id: calls, eventType: api.call, aggregation: COUNT}]
            features: [{id: api, kind: METERED, meter: calls}]
            plans: [{id: starter, product: acme, features: [api], quotas: [{meter: calls, limit: 10, per: MONTH, kind: HARD}]}]
            """;

    private final Registry registry = Registry.at("mock://rollback-" + System.nanoTime(), Map.of());
    private final List<StoredCatalog> revisions = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private @Nullable RuntimeException onSend;
    private long nowMs = Instant.parse("2026-11-28T12:00:00Z").toEpochMilli();

    CatalogRollbackTest() throws Exception {
        var unused = registry.register(TopicCatalog.CATALOG_REVISIONS);
    }

    @Test
    void aSecondRollbackUndoesTheFirst() {
        apply(CATALOG);
        apply(CATALOG.replace("limit: 10", "limit: 20"));
        ObjectNode back = rollback(null, "");
        assertEquals(3, back.path("revision").asLong());
        assertEquals(2, back.path("base").asLong());
        assertEquals("20", back.at("/changed/0/before").asText());
        assertEquals("10", back.at("/changed/0/after").asText());
        assertEquals(4, rollback(null, "it was right").path("revision").asLong());
        assertEquals(List.of(digests.get(0), digests.get(1)), digests.subList(2, 4));
        assertFalse(digests.get(0).equals(digests.get(1)));
        assertEquals(List.of("rollback to revision 1", "rollback to revision 2: it was right"), reasons.subList(2, 4));
    }

    @Test
    void anyEarlierRevisionCanBePutInForceAgain() {
        for (int limit = 10; limit < 15; limit++) {
            apply(CATALOG.replace("limit: 10", "limit: " + limit));
        }
        assertEquals(6, rollback(2L, "").path("revision").asLong());
        assertEquals(digests.get(1), digests.get(5));
        ObjectNode same = rollback(6L, "");
        assertTrue(same.path("unchanged").asBoolean());
        assertEquals(6, same.path("revision").asLong());
        assertTrue(rollback(2L, "").path("unchanged").asBoolean(), "it says the same");
        assertEquals(6, revisions.size());
    }

    @Test
    void ofTwoAtTheSameTimeOneIsRefused() {
        apply(CATALOG);
        apply(CATALOG.replace("limit: 10", "limit: 20"));
        var writer = writer();
        var first = writer.rollback(null, null, "ann", "");
        var second = writer.rollback(null, null, "bob", "");
        assertEquals(3, writer.apply(first).path("revision").asLong());
        var refused = refused(() -> writer.apply(second));
        assertEquals("CATALOG_BASE_MISMATCH", refused.code());
        assertEquals(
                "CATALOG_BASE_MISMATCH", refused(() -> writer.check(second)).code());
        assertEquals(3, revisions.size());
        assertEquals(
                "CATALOG_BASE_MISMATCH",
                refused(() -> writer.apply(writer.rollback(1L, 2L, "ann", ""))).code());
    }

    @Test
    void aDocumentThatNoLongerHoldsIsRefusedWithTheWritersReasons() {
        String from = "2026-11-20T00:00:00Z";
        apply(CATALOG);
        apply(CATALOG.replace(
                "aggregation: COUNT}]",
                "aggregation: COUNT}, {id: calls, version: 2, from: \"" + from
                        + "\", eventType: api.call, filter: \"has(data.a)\", aggregation: COUNT}]"));
        apply(CATALOG);
        nowMs += Duration.ofDays(60).toMillis();
        var refused = refused(() -> rollback(2L, ""));
        assertEquals("CATALOG_INVALID", refused.code());
        assertEquals("meters[1].from", refused.field());
        assertEquals("OUT_OF_RANGE", refused.errors().get(0).code());
        revisions.set(0, new StoredCatalog(1, "ann", 1, "{\"format\": 99}"));
        assertEquals("CATALOG_INVALID", refused(() -> rollback(1L, "")).code());
        assertEquals(3, revisions.size());
    }

    @Test
    void whereThereIsNothingToGoBackToThatIsSaid() {
        assertEquals("NO_CATALOG", refused(() -> rollback(null, "")).code());
        apply(CATALOG);
        for (Long to : new Long[] {null, 2L}) {
            var refused = refused(() -> rollback(to, ""));
            assertEquals(404, refused.status());
            assertEquals("REVISION_UNKNOWN", refused.code());
            assertEquals("to", refused.field());
        }
    }

    /** Called again without a number, it would undo what may have been done. */
    @Test
    void whoDoesNotKnowWhatBecameOfItIsToldToNameTheRevision() {
        apply(CATALOG);
        apply(CATALOG.replace("limit: 10", "limit: 20"));
        onSend = new KafkaException("no broker");
        var unknown = refused(() -> rollback(null, ""));
        assertEquals("OUTCOME_UNKNOWN", unknown.code());
        assertTrue(unknown.detail().contains("to revision 1"), unknown.detail());
    }

    private static Problem refused(Runnable call) {
        return assertThrows(ProblemException.class, call::run).problem();
    }

    private void apply(String yaml) {
        Object tree = CatalogText.tree(yaml.getBytes(StandardCharsets.UTF_8));
        var unused = writer().apply(new CatalogChangeRequest(tree, null, "ann", "why"));
    }

    private ObjectNode rollback(@Nullable Long to, String reason) {
        var writer = writer();
        return writer.apply(writer.rollback(to, null, "ann", reason));
    }

    private CatalogWriter writer() {
        return new CatalogWriter(
                this::producer,
                this::written,
                new Revisions(),
                new AdoptionBoard(1),
                1,
                () -> nowMs,
                Duration.ofMillis(1));
    }

    private byte[] written(CatalogRevisionV1 revision) {
        revisions.add(new StoredCatalog(revision.getRevision(), revision.getAuthor(), 1, revision.getDocument()));
        digests.add(revision.getDigest());
        reasons.add(revision.getReason());
        return registry.codec(TopicCatalog.CATALOG_REVISIONS).encode(revision);
    }

    private Producer<byte[], byte[]> producer() {
        var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producer.sendException = onSend;
        return producer;
    }

    private final class Revisions implements CatalogSource {
        @Override
        public StoredCatalog current() {
            return revisions.isEmpty() ? StoredCatalog.NONE : revisions.get(revisions.size() - 1);
        }

        @Override
        public void forEach(Consumer<StoredCatalog> reader) {
            revisions.forEach(reader);
        }
    }
}
