package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.client.CheckedDecision;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.port.answer.Json;

/** A check's answer as JSON. */
final class CheckJson {

    static ObjectNode of(CheckedDecision checked) {
        var decision = checked.decision();
        ObjectNode node = Json.object()
                .put("decisionId", checked.decisionId())
                .put("license", decision.license())
                .put("feature", decision.feature())
                .put("verdict", decision.verdict().name())
                .put("reason", decision.reason())
                .put("detail", decision.detail())
                .put("bound", decision.bound())
                .put("viewAgeMs", decision.viewAgeMs())
                .put("entitlementVersion", decision.entitlementVersion())
                .put("catalogRevision", decision.catalogRevision());
        if (decision.validUntilMs() > 0) {
            node.put("validUntil", Json.instant(decision.validUntilMs()));
        }
        FeatureEntitlement basis = decision.basis();
        if (basis != null) {
            describe(node, basis);
        }
        if (decision.nowMs() > 0) {
            node.put("asOf", Json.instant(decision.nowMs()));
        }
        return node;
    }

    private static void describe(ObjectNode node, FeatureEntitlement basis) {
        if (!basis.value().isEmpty()) {
            node.put("value", basis.value());
        }
        if (!basis.meter().isEmpty()) {
            node.put("meter", basis.meter());
        }
        var limit = basis.limit();
        if (limit != null) {
            node.put("limit", limit.toPlainString());
        }
        var window = basis.window();
        if (window != null) {
            node.put("window", window.name());
        }
        if (basis.windowToMs() > 0) {
            node.put("windowFrom", Json.instant(basis.windowFromMs()))
                    .put("windowTo", Json.instant(basis.windowToMs()));
        }
    }

    private CheckJson() {}
}
