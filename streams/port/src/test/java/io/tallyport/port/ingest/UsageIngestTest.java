package io.tallyport.port.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.topic.Appender;
import io.tallyport.port.topic.PartitionedProducer;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class UsageIngestTest {

    private static final int PARTITIONS = 4;
    private static final long NOW_MS = 1_768_003_200_000L;
    private static final Map<String, String> KEYS = Map.of("tk_KNOWN", "lic-9");

    private final Registry registry = Registry.at("mock://ingest-" + System.nanoTime(), Map.of());
    private final MockProducer<byte[], byte[]> producer;
    private final VerdictBoard board = new VerdictBoard();
    private boolean complete = true;

    UsageIngestTest() throws Exception {
        var unused = registry.register(TopicCatalog.USAGE_EVENTS);
        unused = registry.register(TopicCatalog.USAGE_BULK);
        producer = PartitionedProducer.of(TopicCatalog.USAGE_EVENTS.name(), PARTITIONS, true);
    }

    @Test
    void eventsGoToThePartitionOfTheirLicense() throws Exception {
        var answer = take("{\"license\":\"lic-1\"" + REST, null);
        assertEquals(202, answer.status());
        var record = producer.history().get(0);
        assertEquals(LicensePartition.of("lic-1", PARTITIONS), record.partition());
        assertEquals("lic-1", new String(record.key(), StandardCharsets.UTF_8));
        assertEquals(1, json(answer).path("accepted").asInt());
        assertEquals(record.partition(), json(answer).at("/events/0/partition").asInt());
    }

    @Test
    void keysAreResolvedAndNeverWritten() throws Exception {
        var unused = take("{\"licensekey\":\"tk_KNOWN\"" + REST, null);
        var written = producer.history().get(0);
        assertEquals("lic-9", decoded(0).getLicense());
        assertEquals("", decoded(0).getUnresolved());
        assertFalse(new String(written.value(), StandardCharsets.ISO_8859_1).contains("tk_KNOWN"));
    }

    @Test
    void unknownKeysAreWrittenKeyedBySource() throws Exception {
        var unused = take("{\"licensekey\":\"tk_OTHER\"" + REST, null);
        assertEquals("shop", new String(producer.history().get(0).key(), StandardCharsets.UTF_8));
        assertEquals("LICENSE_KEY_UNKNOWN", decoded(0).getUnresolved());
        assertEquals("", decoded(0).getLicense());
        unused = take("{\"tenant\":\"t\"" + REST, null);
        assertEquals("LICENSE_MISSING", decoded(1).getUnresolved());
    }

    @Test
    void unknownKeysWaitUntilEveryLicenseIsLoaded() {
        complete = false;
        var refused = assertThrows(ProblemException.class, () -> take("{\"licensekey\":\"tk_OTHER\"" + REST, null));
        assertEquals("STARTING", refused.problem().code());
        assertTrue(producer.history().isEmpty());
    }

    @Test
    void edgeStampsItsClockOnlyWhereTheEmitterGaveNoTime() throws Exception {
        var unused = take("{\"license\":\"l\"" + REST, null);
        assertEquals(NOW_MS, decoded(0).getTimeMs());
        assertTrue(decoded(0).getTimeStampedByEdge());
        unused = take("{\"license\":\"l\",\"time\":\"2026-01-09T00:00:00Z\"" + REST, null);
        assertEquals(NOW_MS - 86_400_000L, decoded(1).getTimeMs());
        assertFalse(decoded(1).getTimeStampedByEdge());
    }

    @Test
    void payloadCrossesTheWireExactly() throws Exception {
        var unused =
                take("{\"license\":\"l\",\"data\":{\"n\":0.1,\"w\":3,\"s\":\"x\",\"b\":true,\"z\":null}" + REST, null);
        Map<String, Object> values = decoded(0).getData();
        assertEquals(new DecimalV1("0.1"), values.get("n"));
        assertEquals(3L, values.get("w"));
        assertEquals("x", values.get("s"));
        assertEquals(true, values.get("b"));
        assertTrue(values.containsKey("z"));
    }

    @Test
    void oneMalformedEventKeepsAllFromBeingWritten() {
        var batch = EventParser.parse(new EventRequest(
                MediaType.BATCH,
                Map.of(),
                ("[{\"license\":\"l\"" + REST + ",{}]").getBytes(StandardCharsets.UTF_8),
                ""));
        var refused =
                assertThrows(ProblemException.class, () -> ingest(producer).take(batch, "", null));
        assertEquals(400, refused.problem().status());
        assertTrue(producer.history().isEmpty());
    }

    @Test
    void whatABackfillBringsNamesItTravelsInBulkAndSaysWhenItWas() throws Exception {
        var timed = batch("{\"license\":\"lic-1\",\"time\":\"2025-06-09T00:00:00Z\"" + REST);
        assertEquals(
                202,
                ingest(producer)
                        .take(timed, "moved-in", null)
                        .get(10, TimeUnit.SECONDS)
                        .status());
        var record = producer.history().get(0);
        assertEquals(TopicCatalog.USAGE_BULK.name(), record.topic());
        assertEquals(LicensePartition.of("lic-1", PARTITIONS), record.partition());
        assertEquals(
                "moved-in",
                registry.codec(TopicCatalog.USAGE_BULK).decode(record.value()).getJob());
        var untimed = batch("{\"license\":\"lic-1\"" + REST);
        var refused =
                assertThrows(ProblemException.class, () -> ingest(producer).take(untimed, "moved-in", null));
        assertEquals("time", refused.problem().errors().get(0).field());
        assertEquals(1, producer.history().size());
        var live = take("{\"license\":\"lic-1\"" + REST, null);
        assertEquals(202, live.status());
        assertEquals("", decoded(1).getJob());
        assertEquals(TopicCatalog.USAGE_EVENTS.name(), producer.history().get(1).topic());
    }

    @Test
    void verdictsAreWaitedFor() throws Exception {
        var waiting = ingest(producer).take(batch("{\"license\":\"lic-1\"" + REST), "", Duration.ofSeconds(10));
        board.accept(VerdictBoardTest.verdict(VerdictKind.DUPLICATE, LicensePartition.of("lic-1", PARTITIONS), 0, 1));
        var answer = waiting.get(10, TimeUnit.SECONDS);
        assertEquals(200, answer.status());
        assertEquals(1, json(answer).at("/verdicts/duplicate").asInt());
        assertEquals("duplicate", json(answer).at("/events/0/verdict").asText());
        assertEquals(0, board.waited());
    }

    @Test
    void verdictsThatDoNotComeArePending() throws Exception {
        var answer = take("{\"license\":\"lic-1\"" + REST, Duration.ofMillis(1));
        assertEquals(202, answer.status());
        assertEquals(1, json(answer).at("/verdicts/pending").asInt());
        assertEquals("pending", json(answer).at("/events/0/verdict").asText());
        assertEquals(0, board.waited());
    }

    @Test
    void unconfirmedAppendIsAnUnknownOutcome() {
        var failing = PartitionedProducer.of(TopicCatalog.USAGE_EVENTS.name(), PARTITIONS, false);
        var future = ingest(failing).take(batch("{\"license\":\"lic-1\"" + REST), "", null);
        assertTrue(failing.errorNext(new TimeoutException("no broker")));
        var failed = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        assertTrue(failed.getCause() instanceof ProblemException problem
                && problem.problem().code().equals("OUTCOME_UNKNOWN"));
    }

    private static final String REST = ",\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"shop\",\"type\":\"call\"}";

    private Answer take(String body, @org.jspecify.annotations.Nullable Duration within) throws Exception {
        CompletableFuture<Answer> answer = ingest(producer).take(batch(body), "", within);
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static EventBatch batch(String body) {
        return EventParser.parse(
                new EventRequest(MediaType.EVENT, Map.of(), body.getBytes(StandardCharsets.UTF_8), ""));
    }

    private UsageIngest ingest(MockProducer<byte[], byte[]> to) {
        var resolver = new LicenseResolver() {
            @Override
            public boolean isComplete() {
                return complete;
            }

            @Override
            public Optional<String> licenseOfKey(String licenseKey) {
                return Optional.ofNullable(KEYS.get(licenseKey));
            }
        };
        return new UsageIngest(
                new Appender<>(TopicCatalog.USAGE_EVENTS, registry, to),
                new Appender<>(TopicCatalog.USAGE_BULK, registry, to),
                resolver,
                board,
                PARTITIONS,
                () -> NOW_MS,
                Runnable::run,
                new SimpleMeterRegistry());
    }

    private UsageEventV1 decoded(int index) throws Exception {
        return registry.codec(TopicCatalog.USAGE_EVENTS)
                .decode(producer.history().get(index).value());
    }

    private static JsonNode json(Answer answer) throws Exception {
        return Json.MAPPER.readTree(answer.body());
    }
}
