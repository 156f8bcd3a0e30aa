package io.tallyport.port.license;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.topic.Appender;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Where commands are sent from, with a pipeline that answers as a test says. */
final class CommandDesk {

    static final long NOW_MS = 1_768_003_200_000L;
    static final Duration LONG = Duration.ofSeconds(10);

    private final Registry registry = Registry.at("mock://commands-" + System.nanoTime(), Map.of());
    final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    final OutcomeBoard board = new OutcomeBoard();
    final LicenseKeys keys = new LicenseKeys("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    final Map<String, ObjectNode> answered = new ConcurrentHashMap<>();
    volatile long entitledUntilMs = Long.MAX_VALUE;

    CommandDesk() {
        try {
            var unused = registry.register(TopicCatalog.LICENSE_COMMANDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LicenseEventV1.Builder outcome(LicenseCommandV1 command) {
        return LicenseEventV1.newBuilder()
                .setLicense(command.getLicense())
                .setCommandId(command.getCommandId())
                .setVersion(1)
                .setAtMs(NOW_MS);
    }

    LicenseCommandV1 sent(int index) {
        try {
            return registry.codec(TopicCatalog.LICENSE_COMMANDS)
                    .decode(producer.history().get(index).value());
        } catch (io.tallyport.contract.WireException e) {
            throw new AssertionError(e);
        }
    }

    LicenseCommands commands(Duration within) {
        var lookup = new LicenseLookup() {
            @Override
            public Optional<Entitlement> entitlement(String license) {
                return Optional.of(new Entitlement(
                        license,
                        1,
                        LicenseState.ACTIVE,
                        "OK",
                        "p",
                        "x",
                        "c",
                        "",
                        "",
                        Long.MAX_VALUE,
                        entitledUntilMs,
                        entitledUntilMs,
                        1,
                        false,
                        List.of(),
                        NOW_MS));
            }

            @Override
            public Optional<ObjectNode> answerTo(String license, String commandId) {
                return Optional.ofNullable(answered.get(license + " " + commandId));
            }
        };
        var appender = new Appender<>(TopicCatalog.LICENSE_COMMANDS, registry, producer);
        return new LicenseCommands(appender, board, keys, lookup, 4, () -> NOW_MS, Runnable::run, within);
    }

    static Problem problemOf(CompletableFuture<Answer> future) {
        var failed = assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        if (failed.getCause() instanceof ProblemException problem) {
            return problem.problem();
        }
        throw new AssertionError(failed);
    }

    static JsonNode json(Answer answer) throws Exception {
        return Json.MAPPER.readTree(answer.body());
    }
}
