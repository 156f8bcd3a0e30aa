package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.quota.QuotaAlert;
import io.tallyport.domain.statement.Statement;
import io.tallyport.pipeline.mapping.OutputEncoder;
import io.tallyport.pipeline.state.TopicTallies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All that one turn says, encoded: if one record cannot be, none is sent. */
final class TurnOutputs {

    /**
     * One encoded record.
     *
     * @param sink where it goes
     * @param key its key
     * @param value its bytes
     */
    record Output(Sink sink, String key, byte[] value) {}

    private final OutputEncoder encoder;
    private final int partition;
    private final Supplier<Catalog> catalog;
    private final LongSupplier tickAppendedAtMs;
    private final TopicTallies tallies;

    TurnOutputs(
            OutputEncoder encoder,
            int partition,
            Supplier<Catalog> catalog,
            LongSupplier tickAppendedAtMs,
            TopicTallies tallies) {
        this.tallies = tallies;
        this.encoder = encoder;
        this.partition = partition;
        this.catalog = catalog;
        this.tickAppendedAtMs = tickAppendedAtMs;
    }

    List<Output> of(Turn turn) {
        if (turn.isCounted() && saysNothingElse(turn)) {
            return List.of();
        }
        var outputs = new ArrayList<Output>();
        long revision = catalog.get().revision();
        String key = turn.license.isEmpty() ? "partition/" + partition : turn.license;
        if (turn.verdict != null && !turn.isCounted()) {
            outputs.add(new Output(
                    Sink.VERDICTS,
                    key,
                    encoder.verdict(turn.origin, turn.license, turn.event, turn.verdict, turn.nowMs, revision)));
        }
        for (LicenseTimelineEvent event : turn.timeline) {
            outputs.add(new Output(
                    Sink.LICENSE_EVENTS,
                    event.license(),
                    encoder.licenseEvent(event, turn.origin, revision, attributes(turn, event))));
        }
        License license = turn.ledger == null ? null : turn.ledger.license();
        if (license != null) {
            alerts(turn, license, revision, outputs);
        }
        if (license != null) {
            for (Statement statement : turn.statements) {
                for (byte[] page : encoder.statement(statement, license, catalog.get(), partition, tallies)) {
                    outputs.add(new Output(Sink.STATEMENTS, license.id(), page));
                }
            }
        }
        if (turn.entitlement != null) {
            outputs.add(new Output(
                    Sink.SNAPSHOTS,
                    turn.license,
                    encoder.snapshot(turn.entitlement, partition, turn.nowMs, tickAppendedAtMs.getAsLong())));
        }
        if (turn.lease != null) {
            outputs.add(new Output(Sink.LEASE_OUTCOMES, key, encoder.lease(turn.lease, turn.nowMs, revision)));
        }
        for (AuditEntry entry : turn.audit) {
            outputs.add(new Output(Sink.AUDIT, key, encoder.audit(entry, turn.nowMs, revision)));
        }
        return outputs;
    }

    /** What the command said that an event answers, if that is not all in the event. */
    private static Map<String, String> attributes(Turn turn, LicenseTimelineEvent event) {
        boolean said = switch (event.type()) {
            case ADJUSTED, SEAT_ASSIGNED, SEAT_RELEASED, RENEWED, RENEWAL_SET, PLAN_CHANGE_SCHEDULED, REKEYED ->
                !event.commandId().isEmpty();
            default -> false;
        };
        return turn.command != null && said ? turn.command.attributes() : Map.of();
    }

    private void alerts(Turn turn, License license, long revision, List<Output> outputs) {
        for (QuotaAlert alert : turn.quotaAlerts) {
            outputs.add(new Output(Sink.QUOTA_ALERTS, license.id(), encoder.quotaAlert(alert, license, turn.nowMs)));
        }
        if (turn.outsideOpened || turn.outsideResolved) {
            outputs.add(new Output(
                    Sink.QUOTA_ALERTS,
                    license.id(),
                    encoder.outsideEntitlement(license, turn.outsideOpened, turn.origin, revision, turn.nowMs)));
        }
        for (AnomalyAlert alert : turn.anomalies) {
            outputs.add(new Output(
                    Sink.ANOMALY_ALERTS,
                    license.id(),
                    encoder.anomaly(alert, license.id(), license.customer(), turn.nowMs)));
        }
    }

    private static boolean saysNothingElse(Turn turn) {
        return turn.entitlement == null
                && turn.quotaAlerts.isEmpty()
                && turn.anomalies.isEmpty()
                && !turn.outsideOpened
                && !turn.outsideResolved
                && turn.audit.isEmpty()
                && turn.timeline.isEmpty();
    }
}
