package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Answer;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.answer.RequestFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The node itself: its clock, its health, its metrics, its description. */
final class NodeRoutes {

    private static final String UP = "up";
    private static final String STARTING = "starting";
    private static final Set<String> FINE = Set.of(UP, "external");

    private final PortConfig config;
    private final PortParts parts;
    private final BooleanSupplier ready;

    /** @param ready whether events and commands are taken */
    NodeRoutes(PortConfig config, PortParts parts, BooleanSupplier ready) {
        this.config = config;
        this.parts = parts;
        this.ready = ready;
    }

    void addTo(Map<String, RouteHandler> handlers) {
        handlers.put(
                "clock",
                RouteHandler.of(call -> Answer.ok(Json.object()
                        .put("now", parts.clock().now().toString())
                        .put("kind", parts.clock().kind()))));
        handlers.put("clock-advance", RouteHandler.of(this::advance));
        handlers.put("health", RouteHandler.of(this::health));
        handlers.put(
                "metrics",
                RouteHandler.of(call -> Answer.text(
                        "text/plain; version=0.0.4; charset=utf-8",
                        parts.metrics().scrape())));
        handlers.put(
                "openapi", RouteHandler.of(call -> Answer.text("application/yaml", Resources.text("openapi.yaml"))));
    }

    private Answer advance(RouteCall call) {
        String by = RequestFields.of(call.body(), Set.of("by")).required("by");
        try {
            return Answer.ok(Json.object().put("now", parts.clock().advance(by).toString()));
        } catch (UnsupportedOperationException e) {
            throw Problem.refused(
                            "NOT_A_TEST_CLOCK",
                            null,
                            "the node runs on the " + parts.clock().kind()
                                    + " clock; only a test clock (up --clock) can be advanced")
                    .asException(e);
        } catch (IllegalArgumentException e) {
            throw Problem.badInput("MALFORMED", "by", String.valueOf(e.getMessage()))
                    .asException(e);
        }
    }

    private Answer health(RouteCall call) {
        var view = parts.client().view();
        long viewAgeMs = view.ageMs();
        var components = new LinkedHashMap<>(parts.health().components());
        components.put("port", ready.getAsBoolean() ? UP : STARTING);
        components.put("view", viewAgeMs < 0 ? STARTING : UP);
        components.put("readModel", parts.readModel().trouble().orElse(UP));
        boolean answersChecks = viewAgeMs >= 0;
        ObjectNode node = Json.object().put("status", status(answersChecks, components));
        var list = node.putObject("components");
        components.forEach(list::put);
        node.put("viewAgeMs", viewAgeMs);
        parts.readModel().lag().ifPresent(lag -> node.put("readModelLag", lag));
        node.put("version", config.version());
        return Answer.json(answersChecks ? 200 : 503, node);
    }

    private static String status(boolean answersChecks, Map<String, String> components) {
        if (components.values().stream().allMatch(FINE::contains)) {
            return UP;
        }
        boolean startsOnly = components.values().stream().allMatch(c -> FINE.contains(c) || c.equals(STARTING));
        return startsOnly || !answersChecks ? STARTING : "degraded";
    }
}
