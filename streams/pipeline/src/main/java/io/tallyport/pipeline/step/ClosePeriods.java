package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AlertStatus;
import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCircumstances;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.Held;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Closes the periods of a license that are due, and keeps track of the plans that held in them. */
public final class ClosePeriods extends TurnStep {

    public ClosePeriods() {
        super(StepName.CLOSE_PERIODS);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        if (ledger.license() == null) {
            return;
        }
        LicenseLedger next = PeriodClosing.follow(ledger, catalog, turn.nowMs);
        next = underTerms(turn, next, catalog);
        Closing before = Objects.requireNonNull(next.closing());
        var surroundings = new TurnSurroundings(state(), turn, Objects.requireNonNull(next.license()));
        var outcome = PeriodClosing.close(next, catalog, surroundings, turn.release, turn.nowMs);
        turn.ledger = outcome.next();
        turn.statements = outcome.said();
        alert(turn, before, Objects.requireNonNull(turn.ledger.closing()), catalog);
    }

    /** A license in quarantine has its periods looked at, and nothing else. */
    @Override
    @Nullable String next(Turn turn) {
        License license = turn.ledger == null ? null : turn.ledger.license();
        boolean quiet = turn.command == null && license != null && license.quarantined();
        return quiet ? StepName.COMMIT_TURN : StepName.SETTLE_QUOTA;
    }

    private static LicenseLedger underTerms(Turn turn, LicenseLedger ledger, Catalog catalog) {
        PlanTerms terms = PeriodClosing.newTerms(ledger, catalog).orElse(null);
        if (terms == null) {
            return PeriodClosing.withNames(ledger, catalog);
        }
        long fromMs = PeriodClosing.planFromMs(ledger, turn.nowMs);
        Closing closing = Objects.requireNonNull(ledger.closing());
        LicenseLedger next = ledger;
        if (closing.terms().plan().equals(terms.plan())) {
            // No command changed it, so the timeline does not say it yet.
            License license = Objects.requireNonNull(ledger.license());
            if (license.nextDueMs() <= turn.nowMs) {
                // It ends first, and that is not for this step to say.
                return ledger;
            }
            var outcome = License.apply(
                    license,
                    LicenseCommand.changeTerms(license, catalog.revision()),
                    catalog,
                    turn.nowMs,
                    LicenseCircumstances.from(fromMs));
            if (outcome.events().stream().noneMatch(event -> event.type() == LicenseEventType.PLAN_CHANGED)) {
                return ledger;
            }
            turn.timeline.addAll(outcome.events());
            next = ledger.withLicense(outcome.next());
        }
        return PeriodClosing.withTerms(next, terms, fromMs);
    }

    /** Somebody is told of a statement that is held for long, and when it is issued. */
    private static void alert(Turn turn, Closing before, Closing after, Catalog catalog) {
        Held was = before.held();
        Held now = after.held();
        long number = before.number() + 1;
        boolean goesOn = after.number() < number;
        if (was != null && was.alerted() && !goesOn) {
            turn.anomalies.add(
                    alert(turn, AlertStatus.RESOLVED, was.reason().name(), "it was issued", number, catalog));
        }
        if (now != null && now.alerted() && !(was != null && was.alerted() && goesOn)) {
            turn.anomalies.add(
                    alert(turn, AlertStatus.OPENED, now.reason().name(), now.detail(), after.number() + 1, catalog));
        }
    }

    private static AnomalyAlert alert(
            Turn turn, AlertStatus status, String reason, String detail, long number, Catalog catalog) {
        return AnomalyAlert.heldStatement(
                turn.license + "/" + number,
                status,
                detail,
                new Evidence("statement/held", catalog.revision(), turn.origin, "", "", Map.of("reason", reason)));
    }
}
