package io.tallyport.port.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.wire.AuditEntryV1;
import io.tallyport.wire.CatalogRevisionV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogWriterTest {

    private static final int PARTITIONS = 4;
    private static final String CATALOG = """
            format: 1
            products: [{id: acme, name: Acme}]
            meters: [{id: calls, eventType: api.call, aggregation: COUNT, unit: call}]
            features: [{id: api, kind: METERED, meter: calls}]
            plans:
              - {id: starter, product: acme, features: [api], quotas: [{meter: calls, limit: 10, per: MONTH, kind: HARD}]}
            """;

    private final Registry registry = Registry.at("mock://writer-" + System.nanoTime(), Map.of());
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final AdoptionBoard adoptions = new AdoptionBoard(PARTITIONS);
    private final List<StoredCatalog> past = new ArrayList<>();
    private StoredCatalog current = StoredCatalog.NONE;
    private @Nullable RuntimeException onSend;

    CatalogWriterTest() throws Exception {
        var unused = registry.register(TopicCatalog.CATALOG_REVISIONS);
    }

    @Test
    void revisionIsWrittenToEveryPartitionInOneTransaction() throws Exception {
        adoptAll(1);
        ObjectNode answer = apply(CATALOG, 0L, false);
        assertEquals(1, answer.path("revision").asLong());
        assertEquals(0, answer.path("base").asLong());
        assertTrue(answer.path("adopted").asBoolean());
        var producer = producers.get(0);
        assertTrue(producer.transactionCommitted());
        assertTrue(producer.closed());
        assertEquals(
                List.of(0, 1, 2, 3),
                producer.history().stream().map(r -> r.partition()).toList());
        var revision = revision(0);
        assertEquals(revision, revision(3));
        assertEquals(1, revision.getRevision());
        assertEquals("ann", revision.getAuthor());
        assertEquals(64, revision.getDigest().length());
        assertEquals(4, answer.path("changed").size(), answer.toString());
    }

    @Test
    void aVersionOfAMeterCountsTheSameInEveryRevision() throws Exception {
        adoptAll(1);
        var unused = apply(CATALOG, null, false);
        current = new StoredCatalog(1, "ann", 1, revision(0).getDocument());
        String other = CATALOG.replace("eventType: api.call", "eventType: api.request");
        for (boolean dryRun : new boolean[] {true, false}) {
            var refused = assertThrows(ProblemException.class, () -> apply(other, 1L, dryRun));
            assertEquals("CATALOG_INVALID", refused.problem().code());
            assertEquals("meters[0].version", refused.problem().field());
        }
        assertTrue(producers.get(1).history().isEmpty());
        // Gone for a revision, it comes back: what it was is still known.
        past.add(current);
        past.add(new StoredCatalog(2, "ann", 1, "{\"format\": 99}"));
        current = new StoredCatalog(3, "ann", 1, "{\"format\": 1}");
        assertThrows(ProblemException.class, () -> apply(other, 3L, true));
        assertEquals(4, apply(CATALOG, 3L, true).path("revision").asLong());
        assertEquals(
                4,
                apply(other.replace("id: calls,", "id: calls, version: 2,"), 3L, true)
                        .path("revision")
                        .asLong());
    }

    @Test
    void whatAnOldRevisionSaidOfAMeterThatStaysDoesNotMatter() throws Exception {
        adoptAll(1);
        var unused = apply(CATALOG, null, false);
        current = new StoredCatalog(1, "ann", 1, revision(0).getDocument());
        past.add(new StoredCatalog(
                0,
                "ann",
                1,
                current.document().replace("\"aggregation\":\"COUNT\"", "\"aggregation\":\"MAX\",\"value\":\"v\"")));
        past.add(current);
        String more = CATALOG.replace("meters: [", "meters: [{id: errors, eventType: api.error, aggregation: COUNT}, ");
        assertEquals(2, apply(more, 1L, true).path("revision").asLong());
    }

    @Test
    void sameDocumentMakesNoSecondRevision() throws Exception {
        adoptAll(1);
        var unused = apply(CATALOG, null, false);
        current = new StoredCatalog(1, "ann", 1, revision(0).getDocument());
        ObjectNode again = apply(CATALOG, 1L, false);
        assertEquals(1, again.path("revision").asLong());
        assertTrue(again.path("unchanged").asBoolean());
        assertTrue(producers.get(1).history().isEmpty());
    }

    @Test
    void nextRevisionNamesItsBaseAndWhatChanged() throws Exception {
        adoptAll(1);
        var unused = apply(CATALOG, null, false);
        current = new StoredCatalog(1, "ann", 1, revision(0).getDocument());
        adoptAll(2);
        ObjectNode answer = apply(CATALOG.replace("limit: 10", "limit: 20"), 1L, false);
        assertEquals(2, answer.path("revision").asLong());
        assertEquals("plan", answer.at("/changed/0/kind").asText());
        assertEquals("10", answer.at("/changed/0/before").asText());
        assertEquals("20", answer.at("/changed/0/after").asText());
    }

    @Test
    void revisionThatNobodyAdoptsInTimeIsWrittenAndSaysSo() {
        assertFalse(apply(CATALOG, null, false).path("adopted").asBoolean(true));
        assertTrue(producers.get(0).transactionCommitted());
    }

    @Test
    void otherBaseIsRefused() {
        var problem = problemOf(CATALOG, 3L);
        assertEquals(409, problem.status());
        assertEquals("CATALOG_BASE_MISMATCH", problem.code());
        assertEquals("base", problem.field());
        assertTrue(producers.get(0).history().isEmpty());
    }

    @Test
    void dryRunWritesNothing() {
        ObjectNode answer = apply(CATALOG, 0L, true);
        assertTrue(answer.path("dryRun").asBoolean());
        assertEquals(1, answer.path("revision").asLong());
        assertTrue(producers.isEmpty());
    }

    @Test
    void invalidDocumentNamesEveryFaultAndFencesNobody() {
        var problem = problemOf(
                CATALOG.replace("limit: 10", "limit: -1").replace("meter: calls, limit", "meter: cals, limit"), null);
        assertEquals(400, problem.status());
        assertEquals("CATALOG_INVALID", problem.code());
        assertEquals(2, problem.errors().size(), problem.errors().toString());
        assertTrue(producers.isEmpty());
    }

    @Test
    void fencedWriterSaysThatAnotherTookOver() {
        onSend = new ProducerFencedException("another");
        assertEquals("CATALOG_WRITER_FENCED", problemOf(CATALOG, null).code());
    }

    @Test
    void failedTransactionIsEndedAndItsOutcomeUnknown() {
        onSend = new KafkaException("no broker");
        assertEquals("OUTCOME_UNKNOWN", problemOf(CATALOG, null).code());
        assertTrue(producers.get(0).transactionAborted());
        assertTrue(producers.get(0).closed());
    }

    @Test
    void diffSaysWhatWouldChange() {
        ObjectNode diff = writer().diff(CatalogText.tree(CATALOG.getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, diff.path("base").asLong());
        assertEquals(4, diff.path("changes").size());
        assertEquals("added", diff.at("/changes/0/change").asText());
    }

    private void adoptAll(long revision) {
        for (int p = 0; p < PARTITIONS; p++) {
            adoptions.accept(
                    AuditEntryV1.newBuilder()
                            .setAction(AdoptionBoard.ACTION)
                            .setTarget("revision " + revision)
                            .build(),
                    p);
        }
    }

    private ObjectNode apply(String yaml, @Nullable Long base, boolean dryRun) {
        Object tree = CatalogText.tree(yaml.getBytes(StandardCharsets.UTF_8));
        var request = new CatalogChangeRequest(tree, base, "ann", "why");
        return dryRun ? writer().check(request).answer() : writer().apply(request);
    }

    private Problem problemOf(String yaml, @Nullable Long base) {
        return assertThrows(ProblemException.class, () -> apply(yaml, base, false))
                .problem();
    }

    private CatalogRevisionV1 revision(int index) throws WireException {
        return registry.codec(TopicCatalog.CATALOG_REVISIONS)
                .decode(producers.get(0).history().get(index).value());
    }

    private CatalogWriter writer() {
        return new CatalogWriter(
                this::producer,
                revision -> registry.codec(TopicCatalog.CATALOG_REVISIONS).encode(revision),
                new Revisions(),
                adoptions,
                PARTITIONS,
                () -> 1_768_003_200_000L,
                Duration.ofMillis(50));
    }

    private final class Revisions implements CatalogSource {
        @Override
        public StoredCatalog current() {
            return current;
        }

        @Override
        public void forEach(Consumer<StoredCatalog> reader) {
            past.forEach(reader);
        }
    }

    private Producer<byte[], byte[]> producer() {
        var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producer.sendException = onSend;
        producers.add(producer);
        return producer;
    }
}
