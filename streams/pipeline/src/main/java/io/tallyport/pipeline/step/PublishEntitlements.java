package io.tallyport.pipeline.step;

import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.ledger.EntitlementStep;
import io.tallyport.domain.ledger.LicenseLedger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Publishes one versioned snapshot when, and only when, what the license may do has changed. */
public final class PublishEntitlements extends TurnStep {

    public PublishEntitlements() {
        super(StepName.PUBLISH_ENTITLEMENTS);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        LicenseLedger before = java.util.Objects.requireNonNull(turn.entry).ledger();
        if (before.license() == ledger.license()
                && before.quotas() == ledger.quotas()
                && before.settledRevision() == ledger.settledRevision()) {
            return;
        }
        EntitlementStep.publish(ledger, catalog, turn.nowMs).ifPresent(next -> publish(turn, ledger, next));
    }

    private static void publish(Turn turn, LicenseLedger ledger, Entitlement next) {
        Entitlement previous = ledger.published();
        turn.ledger = ledger.withPublished(next);
        turn.entitlement = next;
        String was = access(previous);
        String is = access(next);
        if (!was.equals(is)) {
            turn.audit.add(new AuditEntry(
                    turn.license,
                    StepName.PUBLISH_ENTITLEMENTS,
                    "entitlement.change",
                    "version " + next.version(),
                    next.reason(),
                    "",
                    was,
                    is,
                    turn.origin,
                    next.features().stream()
                            .filter(f -> f.access() != Verdict.ALLOW && f.evidence() != null)
                            .map(FeatureEntitlement::evidence)
                            .findFirst()
                            .orElse(null)));
        }
    }

    private static String access(@Nullable Entitlement e) {
        return e == null
                ? ""
                : e.state() + " "
                        + e.features().stream()
                                .map(f -> f.feature() + "=" + f.access())
                                .collect(Collectors.joining(" "));
    }
}
