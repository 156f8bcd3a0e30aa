package io.tallyport.pipeline.step;

import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.lease.LeaseAnswer;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.quota.QuotaAlert;
import io.tallyport.domain.statement.Statement;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.LedgerEntry;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.WaitingMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One decision on its way through the steps: the ledger as it would become, and what would be said. Nothing of it
 * counts before {@code commit-turn}, so a step that fails leaves no trace but the failure.
 */
final class Turn {

    final Origin origin;
    final String license;
    final long nowMs;
    /** Broker time at which the record was appended; for latency only. */
    final long appendedAtMs;

    /** Null when the record belongs to no known license. */
    final @Nullable LedgerEntry entry;

    @Nullable LicenseLedger ledger;

    @Nullable UsageEvent event;

    List<Contribution> contributions = List.of();
    /** What became of the groups that the event belongs to. */
    Map<GroupUsage.Key, MeterUsage> groups = Map.of();

    /** Whether the record is no usage but asks for a correction of the event. */
    boolean asksForCorrection;

    /** What is corrected, if that is done. */
    @Nullable Correction correction;

    /** What is recounted, if that is awaited. */
    @Nullable Recount recount;
    /** What became of the recounts that are waited for. */
    Map<PendingRecount.Key, PendingRecount> recounts = Map.of();
    /** What a whole meter is recounted to, if that is awaited. */
    @Nullable MeterRecount meterRecount;
    /** What became of the meters that wait to be recounted as a whole. */
    Map<WaitingMeter.Key, WaitingMeter> waiting = Map.of();
    /** Those of them that wait no more. */
    Set<WaitingMeter.Key> recounted = Set.of();

    @Nullable UsageVerdict verdict;

    @Nullable Entitlement entitlement;

    @Nullable LeaseAnswer lease;
    /** Statements that are issued, or held. */
    List<Statement> statements = List.of();
    /** Who wants a statement issued that is held. */
    Statement.@Nullable Release release;
    /** The command to answer, if the turn is one. */
    @Nullable LicenseCommand command;

    List<QuotaAlert> quotaAlerts = List.of();
    final List<AnomalyAlert> anomalies = new ArrayList<>(0);
    final List<LicenseTimelineEvent> timeline = new ArrayList<>(0);
    final List<AuditEntry> audit = new ArrayList<>(0);
    boolean outsideOpened;
    boolean outsideResolved;

    /** The record to set aside if the turn fails; null when it was set aside before or is no usage. */
    byte @Nullable [] rawKey;

    byte @Nullable [] rawValue;
    /** Whether the record waited in the parked queue. */
    boolean released;
    /** The license in whose queue it waited; empty if it did not. */
    String parkedOf = "";

    @Nullable RuntimeException failure;

    String failedStep = "";

    Turn(Origin origin, String license, long nowMs, long appendedAtMs, @Nullable LedgerEntry entry) {
        this.origin = origin;
        this.license = license;
        this.nowMs = nowMs;
        this.appendedAtMs = appendedAtMs;
        this.entry = entry;
        this.ledger = entry == null ? null : entry.ledger();
    }

    boolean isCounted() {
        return verdict != null && verdict.kind() == UsageVerdict.Kind.COUNTED;
    }

    String eventSource() {
        return event == null ? "" : event.source();
    }

    String eventId() {
        return event == null ? "" : event.id();
    }

    /** Ends the turn: all that it would have changed or said is dropped. */
    void fail(String step, RuntimeException cause) {
        failure = cause;
        failedStep = step;
    }
}
