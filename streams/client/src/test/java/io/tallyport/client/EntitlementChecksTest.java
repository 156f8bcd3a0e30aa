package io.tallyport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.client.internal.DecisionCodec;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.wire.CheckDecisionV1;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EntitlementChecksTest {

    private static final int THREADS = 4;

    private final AtomicLong wallMs = new AtomicLong(Samples.NOW_MS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private SnapshotLog log;
    private FakeKafka kafka;
    private EntitlementView view;
    private MockProducer<byte[], byte[]> producer;
    private DecisionTrace trace;
    private EntitlementChecks checks;

    @BeforeEach
    void open() throws Exception {
        log = new SnapshotLog("checks-" + UUID.randomUUID(), 1);
        kafka = new FakeKafka(log, 1);
        log.snapshot(Samples.allowed("L1", 1), Samples.NOW_MS);
        log.snapshot(Samples.denied("L2", 1), Samples.NOW_MS);
        log.snapshot(
                Samples.active("each", 1, Samples.calls(Verdict.ALLOW, "OK", FailurePolicy.DEFAULT, true)),
                Samples.NOW_MS);
        log.snapshot(
                Samples.active(
                        "bounded",
                        1,
                        Samples.calls(
                                Verdict.ALLOW,
                                "OK",
                                new FailurePolicy(
                                        FailurePolicy.Mode.BOUNDED, Duration.ofHours(1), BigDecimal.valueOf(50)),
                                false)),
                Samples.NOW_MS);
        var config = new ClientConfig(
                KafkaClients.to("127.0.0.1:1", Map.of()),
                "mock://unused",
                Map.of(),
                "test",
                null,
                meters,
                wallMs::get,
                Duration.ofSeconds(10));
        view = EntitlementView.open(config, kafka, new SnapshotCodec(log.registry()));
        assertTrue(view.awaitCaughtUp(Duration.ofSeconds(30)));
        producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        trace = new DecisionTrace(producer, new DecisionCodec(log.registry()), wallMs::get, meters, "test");
        checks = new EntitlementChecks(view, trace, wallMs::get, 10_000, meters);
    }

    @AfterEach
    void close() {
        view.close();
    }

    @Test
    void aDenialIsTracedByItselfWithItsBasisAndIsDecidedAgainFromIt() throws Exception {
        trace.start();
        var answer = checks.check("L2", "calls", "gateway");
        assertFalse(answer.isAllowed());
        assertEquals("QUOTA_BREACHED", answer.decision().reason());
        assertTrue(answer.decisionId().matches("d-[0-9a-f]{32}"), answer.decisionId());
        trace.close();
        var traced = traces();
        assertEquals(1, traced.size());
        CheckDecisionV1 record = traced.get(0);
        assertEquals(answer.decisionId(), record.getDecisionId());
        assertEquals("gateway", record.getCaller());
        assertEquals("calls", record.getBasis().getFeature());
        assertEquals(1, record.getViewOffset());
        var again = EntitlementCheck.decide(DecisionCodec.inputs(record));
        assertEquals(record.getVerdict(), again.verdict().name());
        assertEquals(record.getDetail(), again.detail());
        assertEquals("L2", new String(producer.history().get(0).key(), StandardCharsets.UTF_8));
        assertEquals(1, meters.counter("tallyport.checks", "verdict", "deny").count());
    }

    @Test
    void whatTheViewDoesNotKnowIsDenied() {
        var answer = checks.check("L9", "calls", "");
        assertEquals("LICENSE_UNKNOWN", answer.decision().reason());
        assertEquals(-1, answer.viewOffset());
        assertEquals(
                "FEATURE_NOT_GRANTED",
                checks.check("L1", "export", "").decision().reason());
    }

    @Test
    void countsOfAllowsAreExactUnderManyThreadsAndSeconds() throws Exception {
        trace.start();
        int each = 20_000;
        inThreads(thread -> {
            for (int i = 0; i < each; i++) {
                assertTrue(checks.check("L1", "calls", "caller-" + i % 3).isAllowed());
                if (i % 1_000 == 0) {
                    wallMs.addAndGet(100);
                }
            }
        });
        trace.close();
        var perCaller = new HashMap<String, Long>();
        for (CheckDecisionV1 record : traces()) {
            perCaller.merge(record.getCaller(), record.getCount(), Long::sum);
        }
        long total = perCaller.values().stream().mapToLong(Long::longValue).sum();
        assertEquals((long) THREADS * each, total);
        assertEquals(THREADS * 6_667L, perCaller.get("caller-0"));
        assertEquals(
                (double) THREADS * each,
                meters.counter("tallyport.checks", "verdict", "allow").count());
        assertEquals(0, trace.dropped());
    }

    @Test
    void anAllowIsTracedByItselfWhereTheFeatureOrTheCallerSaysSo() throws Exception {
        trace.start();
        var first = checks.check("each", "calls", "");
        var second = checks.check("each", "calls", "");
        var third = checks.check("L1", "calls", "", true);
        var counted = checks.check("L1", "calls", "");
        var countedToo = checks.check("L1", "calls", "");
        assertEquals(counted.decisionId(), countedToo.decisionId());
        trace.close();
        var byId = new HashMap<String, Long>();
        traces().forEach(record -> byId.put(record.getDecisionId(), record.getCount()));
        assertEquals(
                Map.of(
                        first.decisionId(), 1L,
                        second.decisionId(), 1L,
                        third.decisionId(), 1L,
                        counted.decisionId(), 2L),
                byId);
    }

    @Test
    void aCheckNeverWaitsForItsTraceAndWhatIsLostIsCounted() {
        for (int i = 0; i < 20_000; i++) {
            assertFalse(checks.check("L2", "calls", "").isAllowed());
        }
        assertEquals(20_000 - 16_384, trace.dropped());
        assertEquals(trace.dropped(), meters.counter("tallyport.trace.drops").count());
    }

    @Test
    void aTraceThatKafkaRefusesWaitsUntilItIsTaken() throws Exception {
        producer.sendException = new TimeoutException("not now");
        trace.start();
        var answer = checks.check("L2", "calls", "");
        producer.sendException = null;
        trace.close();
        assertEquals(answer.decisionId(), traces().get(0).getDecisionId());
        assertEquals(0, trace.dropped());
    }

    @Test
    void boundedAllowsExactlyItsUnitsWhileTheViewIsStale() throws Exception {
        assertTrue(checks.check("bounded", "calls", "").isAllowed());
        wallMs.addAndGet(11_000);
        assertEquals(50, allowedOf(1_000));
        assertEquals(
                "VIEW_TOO_OLD", checks.check("bounded", "calls", "").decision().reason());

        kafka.deliver(log.heartbeat(0, wallMs.get()));
        Await.until("the view is fresh", () -> view.ageMs() == 0);
        assertTrue(checks.check("bounded", "calls", "").isAllowed());
        wallMs.addAndGet(11_000);
        assertEquals(50, allowedOf(1_000), "each stale spell has its own units");
    }

    private int allowedOf(int each) throws Exception {
        var allowed = new AtomicInteger();
        inThreads(thread -> {
            for (int i = 0; i < each; i++) {
                if (checks.check("bounded", "calls", "").isAllowed()) {
                    allowed.incrementAndGet();
                }
            }
        });
        return allowed.get();
    }

    @Test
    void argumentsAreRefusedByNameAndAKeyIsNeverEchoed() {
        assertRefused("license: must have 1 to 256 characters, has 0", "", "calls");
        assertRefused("feature: must have 1 to 256 characters, has 257", "L1", "f".repeat(257));
        assertRefused(
                "license: is a license key; give the license id", "tk_ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-AB", "calls");
    }

    private void assertRefused(String message, String license, String feature) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> checks.check(license, feature, ""))
                        .getMessage());
    }

    private interface Work {
        void run(int thread);
    }

    private static void inThreads(Work work) throws Exception {
        var pool = Executors.newFixedThreadPool(THREADS);
        try {
            var tasks = new ArrayList<Callable<Void>>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                tasks.add(() -> {
                    work.run(thread);
                    return null;
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private List<CheckDecisionV1> traces() throws Exception {
        var codec = log.registry().codec(TopicCatalog.ENTITLEMENT_DECISIONS);
        var all = new ArrayList<CheckDecisionV1>();
        for (ProducerRecord<byte[], byte[]> record : producer.history()) {
            all.add(codec.decode(record.value()));
        }
        return all;
    }
}
