package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AlertStatus;
import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.ledger.PlanFollowing;
import io.tallyport.domain.license.License;
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
        License before = turn.entry == null ? null : turn.entry.ledger().license();
        var planned = PlanFollowing.follow(
                PeriodClosing.follow(ledger, catalog, turn.nowMs), before, turn.timeline, catalog, turn.nowMs);
        turn.timeline.addAll(planned.events());
        License license = Objects.requireNonNull(planned.next().license());
        turn.ledger = planned.next();
        new TurnSeats(state(), turn).parted(planned.partFromMs());
        new TurnRecounts(state(), turn).settle();
        var surroundings = new TurnSurroundings(state(), turn, license);
        var outcome = PeriodClosing.close(
                Objects.requireNonNull(turn.ledger), catalog, surroundings, turn.release, turn.nowMs);
        turn.ledger = outcome.next();
        turn.statements = outcome.said();
        outcome.notices().forEach(notice -> turn.anomalies.add(alert(turn, notice, catalog)));
    }

    /** A license in quarantine has its periods looked at, and nothing else. */
    @Override
    @Nullable String next(Turn turn) {
        License license = turn.ledger == null ? null : turn.ledger.license();
        boolean quiet = turn.command == null && license != null && license.quarantined();
        return quiet ? StepName.COMMIT_TURN : StepName.SETTLE_QUOTA;
    }

    private static AnomalyAlert alert(Turn turn, PeriodClosing.Notice notice, Catalog catalog) {
        var held = notice.held();
        return AnomalyAlert.heldStatement(
                turn.license + "/" + notice.number(),
                notice.opened() ? AlertStatus.OPENED : AlertStatus.RESOLVED,
                notice.opened() ? held.detail() : "it was issued",
                new Evidence(
                        "statement/held",
                        catalog.revision(),
                        turn.origin,
                        "",
                        "",
                        Map.of("reason", held.reason().name())));
    }
}
