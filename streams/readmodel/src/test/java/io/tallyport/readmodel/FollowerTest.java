package io.tallyport.readmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.VerdictKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FollowerTest {

    private static final TopicPartition VERDICTS_0 = new TopicPartition(TopicCatalog.USAGE_VERDICTS.name(), 0);

    @TempDir
    Path temp = Path.of("");

    private final TestLog log = new TestLog("follower-" + UUID.randomUUID(), 2);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {51, 52})
    void everyAnswerHoldsExactlyWhatItsOffsetsSay(long seed) throws Exception {
        var random = new Random(seed);
        var asker = Executors.newSingleThreadExecutor();
        try (var model = TestModel.over(log, temp.resolve("model"), 3)) {
            var asked = asker.submit(() -> {
                int answers = 0;
                while (model.verdictTotals().value().all() < 600) {
                    var answer = model.verdictTotals();
                    assertEquals(expected(answer.offsets()), answer.value().all());
                    answers++;
                }
                return answers;
            });
            for (int i = 0; i < 200; i++) {
                log.append(
                        TopicCatalog.USAGE_VERDICTS,
                        random.nextInt(2),
                        "L",
                        Samples.verdicts(VerdictKind.COUNTED, "L", "", 0, 3L * i, 3));
            }
            assertTrue(asked.get(30, TimeUnit.SECONDS) >= 0);
        } finally {
            asker.shutdownNow();
        }
    }

    @Test
    void aCallerReadsItsOwnWrite() throws InterruptedException {
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            var written = log.append(TopicCatalog.LICENSE_EVENTS, "L", Samples.event("L", 1, "ISSUED", "ACTIVE"));
            assertTrue(
                    model.awaitOffset(written.topic(), written.partition(), written.offset(), Duration.ofSeconds(30)));
            assertEquals(1, model.timeline("L", 10).value().size());
            assertFalse(model.awaitOffset(
                    written.topic(), written.partition(), written.offset() + 1, Duration.ofMillis(1)));
        }
    }

    @Test
    void whileKafkaIsAwayQueriesAnswerWithTheOldOffsetsAndLaterItGoesOn() {
        log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, 0));
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            TestModel.caughtUp(model, log);
            Await.until("the lag is known", () -> model.lag().equals(OptionalLong.of(0)));
            var before = model.verdictTotals();
            log.down(true);
            // A poll under way as Kafka goes may still return a record: append once it is known to be over.
            Await.until("the trouble is told", () -> model.trouble().isPresent());
            log.append(TopicCatalog.USAGE_VERDICTS, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, 1));
            assertEquals("no broker answers", model.trouble().orElseThrow());
            assertEquals(OptionalLong.empty(), model.lag());
            assertEquals(before, model.verdictTotals());
            log.down(false);
            TestModel.caughtUp(model, log);
            Await.until("the trouble is over", () -> model.trouble().isEmpty());
            assertEquals(2, model.verdictTotals().value().counted());
        }
    }

    @Test
    void recordsThatCannotBeReadAreCountedAndSkipped() {
        var meters = new SimpleMeterRegistry();
        byte[] noAvro = "not avro".getBytes(StandardCharsets.UTF_8);
        byte[] unknownSchema = {0, 0x7F, 0, 0, 1, 9, 9};
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, 0));
        log.appendBytes(TopicCatalog.USAGE_VERDICTS, 0, "L", noAvro);
        log.appendBytes(TopicCatalog.USAGE_VERDICTS, 0, "L", unknownSchema);
        log.appendBytes(TopicCatalog.USAGE_VERDICTS, 0, "L", null);
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.UNKNOWN, "L", "", 0, 1));
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdicts(VerdictKind.COUNTED, "L", "", 0, 1, -5));
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, 2));
        UsageReadingV1 noNumber =
                Samples.reading("L", 1, Samples.value("a", "DAY", 0, 1, "1"), Samples.value("b", "DAY", 0, 1, "many"));
        log.append(TopicCatalog.USAGE_READINGS, 0, "L", noNumber);
        try (var model = new ReadModel(() -> log.consumer(50), log.registry(), temp.resolve("model"), meters)) {
            TestModel.caughtUp(model, log);
            assertEquals(2, model.verdictTotals().value().all());
            assertEquals(
                    List.of(), model.readings("L", ReadingFilter.newest(10)).value());
            assertEquals(
                    6,
                    meters.get("tallyport.readmodel.failures")
                            .tag("kind", "record")
                            .counter()
                            .count());
            assertEquals(
                    2,
                    meters.get("tallyport.readmodel.applied")
                            .tag("topic", TopicCatalog.USAGE_VERDICTS.name())
                            .counter()
                            .count());
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerSkipsNothing() throws IOException {
        log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, 0));
        int nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        var unreachable = Registry.at("http://127.0.0.1:" + nobody, Map.of());
        try (var store = RowStore.open(temp.resolve("store"))) {
            var applier = new Applier(store, Tables.over(store), unreachable, new SimpleMeterRegistry());
            var before = Dump.of(store);
            assertThrows(SerializationException.class, () -> applier.apply(log.all(), log.ends()));
            assertEquals(before, Dump.of(store));
        }
    }

    @Test
    void whatRetentionDeletedUnreadIsPassedOver() {
        count(3);
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            TestModel.caughtUp(model, log);
        }
        count(4);
        log.deleteBelow(VERDICTS_0, 5);
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            TestModel.caughtUp(model, log);
            assertEquals(5, model.verdictTotals().value().counted());
        }
    }

    @Test
    void aTopicThatWasMadeAnewIsReadFromItsBeginning() {
        count(5);
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            TestModel.caughtUp(model, log);
        }
        log.makeAnew(VERDICTS_0);
        count(2);
        try (var model = TestModel.over(log, temp.resolve("model"))) {
            TestModel.caughtUp(model, log);
            assertEquals(2, model.verdictTotals().value().counted());
        }
    }

    @Test
    void aTopicThatDoesNotExistYetIsWaitedFor() {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        try (var model =
                new ReadModel(() -> consumer, log.registry(), temp.resolve("model"), new SimpleMeterRegistry())) {
            Await.until("the trouble is told", () -> model.trouble().isPresent());
            assertTrue(model.trouble().orElseThrow().contains("does not exist yet"), model.trouble()::toString);
        }
    }

    @Test
    void aClosedModelSaysSoAndWakesWhoeverWaits() throws Exception {
        var waiter = Executors.newSingleThreadExecutor();
        var model = TestModel.over(log, temp.resolve("model"));
        try {
            var waiting = waiter.submit(
                    () -> model.awaitOffset(TopicCatalog.LICENSE_EVENTS.name(), 0, 99, Duration.ofMinutes(5)));
            model.close();
            assertFalse(waiting.get(30, TimeUnit.SECONDS));
            var refused = assertThrows(IllegalStateException.class, model::verdictTotals);
            assertTrue(refused.toString().endsWith("is closed"), refused::toString);
        } finally {
            model.close();
            waiter.shutdownNow();
        }
    }

    private void count(int records) {
        for (int i = 0; i < records; i++) {
            log.append(TopicCatalog.USAGE_VERDICTS, 0, "L", Samples.verdict(VerdictKind.COUNTED, "L", "", 0, i));
        }
    }

    private static long expected(Map<String, Long> offsets) {
        return 3
                * (offsets.getOrDefault(TopicCatalog.USAGE_VERDICTS.name() + "-0", 0L)
                        + offsets.getOrDefault(TopicCatalog.USAGE_VERDICTS.name() + "-1", 0L));
    }
}
