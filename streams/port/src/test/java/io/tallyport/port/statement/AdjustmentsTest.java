package io.tallyport.port.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.port.license.LicenseCommands;
import io.tallyport.port.license.LicenseKeys;
import io.tallyport.port.license.LicenseLookup;
import io.tallyport.port.license.OutcomeBoard;
import io.tallyport.port.topic.Appender;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.TimelineEvent;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseEventV1;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdjustmentsTest {

    private final Registry registry = Registry.at("mock://adjustments-" + System.nanoTime(), Map.of());
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final OutcomeBoard board = new OutcomeBoard();
    private final ShelfBook book = new ShelfBook();
    private final Adjustments adjustments;

    AdjustmentsTest() throws Exception {
        var unused = registry.register(TopicCatalog.LICENSE_COMMANDS);
        var lookup = new LicenseLookup() {
            @Override
            public Optional<Entitlement> entitlement(String license) {
                return Optional.empty();
            }

            @Override
            public Optional<com.fasterxml.jackson.databind.node.ObjectNode> answerTo(String license, String commandId) {
                return Optional.of(Json.object());
            }
        };
        adjustments = new Adjustments(
                book,
                new LicenseCommands(
                        new Appender<>(TopicCatalog.LICENSE_COMMANDS, registry, producer),
                        board,
                        new LicenseKeys("0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
                        lookup,
                        4,
                        () -> 7,
                        Runnable::run,
                        Duration.ofSeconds(10)));
        book.issued("L", 1, ShelfBook.usage("calls", "98", "100", "98"));
        book.issued("L", 2, ShelfBook.adjustment("calls", "1", 1, "c-0"), ShelfBook.usage("calls", "5", "100", "5"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01, +5, 2026-01-01T00:00:00Z, 5, 4",
        "2026-01-01T00:00:00Z, -2.50, 2026-01-01T00:00:00Z, -2.50, 0",
        "2026-02, 200, 2026-02-01T00:00:00Z, 200, 105"
    })
    void thePeriodIsFoundAndTheOverageReckoned(
            String period, String quantity, String from, String sent, String overage) {
        var change = change(period, quantity, "");
        assertEquals(LicenseCommandKind.ADJUST, change.kind());
        assertEquals(
                Map.of(
                        "meter",
                        "calls",
                        "period",
                        from,
                        "quantity",
                        sent,
                        "overage",
                        overage,
                        "corrects",
                        from.startsWith("2026-01") ? "1" : "2"),
                change.attributes());
    }

    @Test
    void withoutAStatementOfThePeriodTheOverageMustBeSaid() {
        book.add("L", 3, StatementStatus.HELD);
        assertEquals("overage MISSING", refused("2026-03", "+5", ""));
        var said = change("2026-03", "+5", "2").attributes();
        assertEquals("2", said.get("overage"));
        assertFalse(said.containsKey("corrects"));
    }

    @Test
    void whileAnAdjustmentWaitsForItsStatementTheOverageMustBeSaid() {
        book.event(event("c-0", "ADJUSTED", "", ShelfBook.startMs(3) + 86_400_000));
        assertEquals("1", change("2026-01", "+2", "").attributes().get("overage"));
        book.event(event("c-9", "ADJUSTED", "", ShelfBook.startMs(4)));
        assertEquals("overage MISSING", refused("2026-01", "+5", ""));
        assertEquals("4", change("2026-01", "+5", "4").attributes().get("overage"));
    }

    @Test
    void whatWaitsIsReckonedWith() {
        book.event(event(
                "c-9",
                "ADJUSTED",
                "",
                ShelfBook.startMs(4),
                Map.of("meter", "calls", "period", "2026-01-01T00:00:00Z", "quantity", "5")));
        assertEquals("-4", change("2026-01", "-5", "").attributes().get("overage"));
        assertEquals("0", change("2026-02", "+5", "").attributes().get("overage"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T00:00:00Z, +5, '', period",
        "2026-1, +5, '', period",
        "2026-13, +5, '', period",
        "2026-01, 0.00, '', quantity",
        "2026-01, five, '', quantity",
        "2026-01, 1e3, '', quantity",
        "2026-01, +5, none, overage"
    })
    void badInputNamesTheField(String period, String quantity, String overage, String field) {
        assertEquals(field + " MALFORMED", refused(period, quantity, overage));
    }

    @Test
    void aRepeatOfAnAnsweredCommandIsAnsweredAsBefore() throws Exception {
        book.event(event("c-5", "ADJUSTED", "", ShelfBook.startMs(4)));
        var answer = adjustments.adjust(body("2026-01", "+5", "", "c-5"), "").get(10, TimeUnit.SECONDS);
        assertTrue(Json.MAPPER.readTree(answer.body()).path("repeated").asBoolean());
        assertTrue(producer.history().isEmpty());
        book.event(event("c-6", "REFUSED", "PERIOD_NOT_CLOSED", ShelfBook.startMs(4)));
        assertEquals(
                "PERIOD_NOT_CLOSED", problem(body("2026-01", "+5", "", "c-6")).code());
        book.event(event("c-7", "SUSPENDED", "", ShelfBook.startMs(4)));
        assertEquals(
                "COMMAND_ID_REUSED", problem(body("2026-01", "+5", "", "c-7")).code());
    }

    @Test
    void theCommandIsSentAndItsOutcomeAnswered() throws Exception {
        var future = adjustments.adjust(body("2026-01", "+5", "", "c-1"), "");
        var sent = registry.codec(TopicCatalog.LICENSE_COMMANDS)
                .decode(producer.history().get(0).value());
        assertEquals(LicenseCommandKind.ADJUST, sent.getKind());
        assertEquals("4", sent.getAttributes().get("overage"));
        board.accept(LicenseEventV1.newBuilder()
                .setLicense("L")
                .setCommandId("c-1")
                .setType("ADJUSTED")
                .setState("ACTIVE")
                .build());
        var answer = Json.MAPPER.readTree(future.get(10, TimeUnit.SECONDS).body());
        assertEquals("4", answer.path("overage").asText());
        assertEquals("2026-01-01T00:00:00Z", answer.path("period").asText());
        assertEquals("ADJUSTED", answer.path("event").path("type").asText());
    }

    @Test
    void theMonthOfAnUnknownLicenseIsNoPeriod() {
        var body = "{\"license\":\"X\",\"meter\":\"m\",\"period\":\"2026-01\",\"quantity\":\"1\",\"reason\":\"r\"}";
        assertEquals(
                "LICENSE_UNKNOWN",
                problem(body.getBytes(StandardCharsets.UTF_8)).code());
    }

    private io.tallyport.port.license.LicenseChange change(String period, String quantity, String overage) {
        return adjustments.change(AdjustRequest.of(body(period, quantity, overage, ""), ""));
    }

    private String refused(String period, String quantity, String overage) {
        var problem = problem(body(period, quantity, overage, ""));
        assertEquals(400, problem.status());
        return problem.field() + " " + problem.code();
    }

    private Problem problem(byte[] body) {
        return assertThrows(ProblemException.class, () -> adjustments.adjust(body, ""))
                .problem();
    }

    private static byte[] body(String period, String quantity, String overage, String commandId) {
        return Json.bytes(Json.object()
                .put("license", "L")
                .put("meter", "calls")
                .put("period", period)
                .put("quantity", quantity)
                .put("overage", overage)
                .put("reason", "why")
                .put("commandId", commandId));
    }

    private static TimelineEvent event(String commandId, String type, String refusal, long atMs) {
        return event(commandId, type, refusal, atMs, Map.of());
    }

    private static TimelineEvent event(
            String commandId, String type, String refusal, long atMs, Map<String, String> attributes) {
        return new TimelineEvent(
                "L",
                2,
                type,
                "ACTIVE",
                commandId,
                "http",
                "why",
                refusal,
                "",
                "",
                atMs,
                "p",
                "basic",
                "c",
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                "",
                null,
                1,
                null,
                attributes,
                new Origin("license.events.v1", 0, 1));
    }
}
