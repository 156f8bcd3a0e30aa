package io.tallyport.port.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.EntitlementChange;
import io.tallyport.domain.ledger.PlanEffect;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import io.tallyport.readmodel.LicenseVisitor;
import io.tallyport.readmodel.RunningUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a proposed catalog would change for licenses: how many, and the first of them. It sees one after the other and keeps the first. */
public final class LicenseEffects implements LicenseVisitor {

    private final Map<String, PlanEffect> effects;
    private final RunningQuantities quantities;
    private final int limit;
    private final ArrayNode first = Json.MAPPER.createArrayNode();
    private long changed;
    private long denied;

    /** @param limit how many licenses to list */
    public LicenseEffects(CatalogProposal proposal, int limit) {
        this.effects = PlanEffect.between(proposal.before(), proposal.after());
        this.quantities = new RunningQuantities(proposal);
        this.limit = limit;
    }

    /** The plans whose licenses it wants to see. */
    public Set<String> plans() {
        return effects.keySet();
    }

    @Override
    public void visit(Entitlement license, RunningUsage usage) {
        if (Thread.currentThread().isInterrupted()) {
            // The read model is closed only when nobody reads any more.
            throw Problem.unavailable("STOPPING", "the node is stopping").asException();
        }
        PlanEffect effect = effects.get(license.plan());
        List<EntitlementChange> changes = effect == null
                ? List.of()
                : effect.on(license, (Quota quota) -> quantities.used(quota, usage), usage.nowMs());
        if (changes.isEmpty()) {
            return;
        }
        changed++;
        denied += changes.stream().anyMatch(EntitlementChange::denies) ? 1 : 0;
        if (first.size() < limit) {
            first.add(json(license, changes));
        }
    }

    /**
     * What was found.
     *
     * @param looked how many licenses were looked at
     */
    public ObjectNode answer(long looked) {
        ObjectNode answer =
                Json.object().put("looked", looked).put("changed", changed).put("denied", denied);
        answer.set("first", first);
        return answer.put("more", changed > first.size());
    }

    private static ObjectNode json(Entitlement license, List<EntitlementChange> changes) {
        ObjectNode node = Json.object()
                .put("license", license.license())
                .put("state", license.state().name())
                .put("plan", license.plan());
        ArrayNode array = node.putArray("changes");
        for (EntitlementChange change : changes) {
            array.addObject()
                    .put("feature", change.feature())
                    .put("what", change.what().word())
                    .put("from", change.from())
                    .put("to", change.to());
        }
        return node;
    }
}
