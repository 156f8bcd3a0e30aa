package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AlertStatus;
import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.ledger.EntitlementStep;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.pipeline.state.LedgerEntry;
import java.util.Map;

/** Holds one license after a decision about it failed, so that all others go on. */
final class Quarantine {

    /** The turn that takes the place of a failed one: it changes the license's life and nothing else. */
    static Turn of(Turn failed, LedgerEntry entry, Catalog catalog) {
        License license = java.util.Objects.requireNonNull(entry.ledger().license());
        String reason = "step " + failed.failedStep + " failed: " + failed.failure;
        var turn = new Turn(failed.origin, license.id(), failed.nowMs, failed.appendedAtMs, entry);
        var outcome = License.apply(license, LicenseCommand.quarantine(license.id(), reason), catalog, failed.nowMs);
        LicenseLedger ledger = entry.ledger().withLicense(outcome.next());
        turn.timeline.addAll(outcome.events());
        var evidence = new Evidence(
                "quarantine",
                catalog.revision(),
                failed.origin,
                failed.eventSource(),
                failed.eventId(),
                Map.of("step", failed.failedStep, "failure", String.valueOf(failed.failure)));
        turn.anomalies.add(AnomalyAlert.quarantine(license.id(), AlertStatus.OPENED, reason, evidence));
        turn.audit.add(new AuditEntry(
                license.id(),
                failed.failedStep,
                "license.quarantine",
                license.id(),
                reason,
                failed.command == null ? "" : failed.command.commandId(),
                license.state().name(),
                license.state().name(),
                failed.origin,
                evidence));
        var entitlement = EntitlementStep.publish(ledger, catalog, failed.nowMs);
        turn.entitlement = entitlement.orElse(null);
        turn.ledger = entitlement.map(ledger::withPublished).orElse(ledger);
        return turn;
    }

    /** The answer to a command whose decision failed. */
    static LicenseTimelineEvent refusal(Turn failed, RuntimeException failure) {
        var command = java.util.Objects.requireNonNull(failed.command);
        return new LicenseTimelineEvent(
                command.license(),
                LicenseEventType.REFUSED,
                0,
                null,
                command.commandId(),
                command.bodyHash(),
                command.author(),
                command.reason(),
                RejectionReason.DECISION_FAILED.name(),
                "",
                "step " + failed.failedStep + " failed: " + failure,
                failed.nowMs,
                command.product(),
                command.plan(),
                command.customer(),
                command.keyHash(),
                Term.until(failed.nowMs, command.expiresAtMs()),
                UsageCalendar.UTC);
    }

    private Quarantine() {}
}
