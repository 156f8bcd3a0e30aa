package io.tallyport.port.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.EntitlementCheck;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.readmodel.RecordedDecision;

/**
 * Explains a recorded decision: in sentences for support staff, in the steps that the check took, with the evidence,
 * and by taking the decision again from what was recorded. Pure.
 */
public final class DecisionExplanation {

    /** The explanation as JSON. */
    public static ObjectNode of(RecordedDecision recorded) {
        Decision again = EntitlementCheck.decide(recorded.inputs());
        boolean equal = again.verdict().name().equals(recorded.verdict())
                && again.reason().equals(recorded.reason());
        ObjectNode node = Json.object();
        node.set("decision", decision(recorded));
        ArrayNode sentences = node.putArray("sentences");
        DecisionSentences.of(recorded, again).forEach(sentences::add);
        ArrayNode steps = node.putArray("steps");
        DecisionSteps.of(recorded, again)
                .forEach(step -> steps.addObject()
                        .put("step", step.step())
                        .put("input", step.input())
                        .put("result", step.result()));
        Evidence evidence = recorded.evidence();
        if (evidence != null) {
            node.set("evidence", RecordJson.of(evidence));
        }
        node.putObject("recomputed")
                .put("verdict", again.verdict().name())
                .put("reason", again.reason())
                .put("equal", equal);
        return node;
    }

    private static ObjectNode decision(RecordedDecision recorded) {
        ObjectNode node = RecordJson.of(recorded);
        var basis = recorded.basis();
        if (basis != null) {
            var limit = basis.limit();
            if (limit != null) {
                node.put("limit", limit.toPlainString());
            }
            var window = basis.window();
            if (window != null) {
                node.put("window", window.name());
            }
        }
        return node;
    }

    private DecisionExplanation() {}
}
