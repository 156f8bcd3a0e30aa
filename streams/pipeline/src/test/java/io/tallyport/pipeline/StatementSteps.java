package io.tallyport.pipeline;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.LicenseEventV1;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageStatementV1;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tests of statements do and read, with a license of one plan. */
final class StatementSteps {

    static final String LICENSE = "lic-1";
    static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    /** The end of January and its grace. */
    static final Instant CLOSED = Instant.parse("2026-02-02T00:00:00Z");

    static Harness started(Path folder, Map<String, Object> catalog) {
        var h = new Harness(folder);
        h.catalog(1, catalog);
        h.issue(LICENSE);
        return h;
    }

    static Map<String, Object> catalog(int version, int included) {
        return catalog(version, included, List.of());
    }

    static Map<String, Object> catalog(int version, int included, List<String> groups) {
        var calls = new HashMap<String, Object>(Map.of(
                "id", "calls", "version", version, "eventType", "api.call", "aggregation", "COUNT", "unit", "call"));
        if (version > 1) {
            calls.put("filter", "source != 'nobody'");
        }
        if (!groups.isEmpty()) {
            calls.put("groups", groups);
        }
        return Map.of(
                "format",
                1,
                "products",
                List.of(Map.of("id", "acme", "name", "Acme", "sources", List.of("acme/*"))),
                "meters",
                List.of(
                        calls,
                        Map.of(
                                "id",
                                "tokens",
                                "eventType",
                                "api.tokens",
                                "aggregation",
                                "SUM",
                                "value",
                                "usage.tokens",
                                "unit",
                                "token")),
                "plans",
                List.of(Map.of(
                        "id",
                        "starter",
                        "product",
                        "acme",
                        "included",
                        List.of(
                                Map.of("meter", "calls", "amount", included),
                                Map.of("meter", "tokens", "amount", 100)))),
                "customers",
                List.of(Map.of("id", "cust", "externalIds", List.of(Map.of("system", "crm", "id", "0042")))));
    }

    /** A hard limit on calls in one plan, none in the other. */
    static Map<String, Object> limited() {
        var limit = Map.of("meter", "calls", "limit", 2, "per", "MONTH", "kind", "HARD", "thresholds", List.of(100));
        var catalog = new HashMap<>(TestCatalogs.quick(2));
        catalog.put(
                "plans",
                List.of(
                        Map.of(
                                "id",
                                "starter",
                                "product",
                                "acme",
                                "features",
                                List.of("api"),
                                "quotas",
                                List.of(limit)),
                        Map.of("id", "pro", "product", "acme", "features", List.of("api"))));
        return catalog;
    }

    static Map<String, Object> peaks() {
        return TestCatalogs.of(List.of(Map.of(
                "id",
                "peak",
                "eventType",
                "api.tokens",
                "aggregation",
                "MAX",
                "value",
                "usage.tokens",
                "unit",
                "token")));
    }

    static Map<WindowStart, Total> lowest(RecountRequestV1 request) {
        var totals = new HashMap<WindowStart, Total>();
        request.getWindows()
                .forEach(window -> totals.put(
                        new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs()),
                        new Total(BigDecimal.valueOf(3), 1)));
        return totals;
    }

    static void call(Harness h, String id) {
        h.usage(Harness.call(LICENSE, id, Harness.START));
    }

    static void adjust(Harness h, String id, Map<String, String> attributes) {
        command(h, LicenseCommandKind.ADJUST, id, attributes);
    }

    static void release(Harness h, String id, String number) {
        command(h, LicenseCommandKind.RELEASE_STATEMENT, id, Map.of("number", number));
    }

    static void command(Harness h, LicenseCommandKind kind, String id, Map<String, String> attributes) {
        h.send(
                TopicCatalog.LICENSE_COMMANDS,
                LICENSE,
                LicenseCommandV1.newBuilder()
                        .setKind(kind)
                        .setCommandId(id)
                        .setLicense(LICENSE)
                        .setAuthor("tester")
                        .setReason("test")
                        .setPlan(attributes.getOrDefault("plan", ""))
                        .setAttributes(attributes)
                        .build());
    }

    static Map<String, String> with(Map<String, String> map, String key, String value) {
        var next = new HashMap<>(map);
        next.put(key, value);
        return next;
    }

    static String refusal(Harness h) {
        var events = h.read(TopicCatalog.LICENSE_EVENTS);
        return events.get(events.size() - 1).getRefusal();
    }

    static List<LicenseEventV1> events(Harness h, String type) {
        return h.read(TopicCatalog.LICENSE_EVENTS).stream()
                .filter(event -> event.getType().equals(type))
                .toList();
    }

    static List<String> alerts(Harness h) {
        return h.read(TopicCatalog.ANOMALY_ALERTS).stream()
                .filter(alert -> alert.getEvidence().getRule().equals("statement/held"))
                .map(AnomalyAlertV1::getStatus)
                .map(String::valueOf)
                .toList();
    }

    static List<UsageStatementV1> all(Harness h) {
        return h.statements();
    }

    static List<UsageStatementV1> statements(Harness h) {
        return all(h).stream()
                .filter(statement -> statement.getStatus() == StatementStatus.ISSUED)
                .toList();
    }

    static String text(StatementLineV1 line) {
        return line.getMeter() + "@" + line.getMeterVersion() + " " + line.getQuantity() + " of " + line.getIncluded()
                + " +" + line.getOverage();
    }

    private StatementSteps() {}
}
