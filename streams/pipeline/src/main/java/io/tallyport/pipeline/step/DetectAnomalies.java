package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.anomaly.DetectorFinding;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.ledger.AnomalyStep;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.Metering.Contribution;
import java.util.List;
import java.util.Map;

/** Lets the detectors see what was counted, what repeats, and that time passed. */
public final class DetectAnomalies extends TurnStep {

    public DetectAnomalies() {
        super(StepName.DETECT_ANOMALIES);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        Boolean repeat = Route.isRepeat(turn);
        List<Contribution> shown = Route.isShown(turn) ? turn.contributions : List.of();
        long eventTimeMs = turn.event == null ? 0 : turn.event.timeMs();
        var outcome = AnomalyStep.observe(ledger, catalog, shown, eventTimeMs, repeat, turn.nowMs);
        turn.ledger = outcome.next();
        for (DetectorFinding finding : outcome.findings()) {
            turn.anomalies.add(AnomalyAlert.of(
                    turn.license, finding, catalog.revision(), turn.origin, turn.eventSource(), turn.eventId()));
        }
        outcome.ended()
                .forEach((rule, open) -> turn.anomalies.add(AnomalyAlert.ended(
                        turn.license,
                        open,
                        new Evidence(rule, catalog.revision(), turn.origin, "", "", Map.of("ended", "true")))));
    }
}
