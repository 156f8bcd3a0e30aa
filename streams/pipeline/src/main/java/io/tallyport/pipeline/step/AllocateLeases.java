package io.tallyport.pipeline.step;

import io.tallyport.contract.WireException;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.lease.LeaseAllocation;
import io.tallyport.domain.lease.LeaseRequest;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;

/** Answers every lease request. */
public final class AllocateLeases extends SourceProcessor {

    private final SourceDecoder decoder;

    public AllocateLeases(SourceDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    void begin(TaskState state) {}

    @Override
    void take(Parked record) {
        SourceDecoder.Decoded<LeaseRequest> decoded;
        try {
            decoded = decoder.lease(record.value());
        } catch (WireException e) {
            ignore(record, e.reason() + ": " + e.getMessage());
            return;
        }
        if (decoded.isTick()) {
            tick(record, decoded.tickMs());
            return;
        }
        LeaseRequest request = decoded.value();
        if (request == null) {
            ignore(record, "KIND_UNSUPPORTED: " + decoded.unsupported());
            return;
        }
        wakeIfDue(request.license(), record);
        state().journal().took(record.origin(), Phase.READ);
        var entry = state().find(request.license());
        var turn = turn(record, request.license());
        turn.lease = LeaseAllocation.decide(
                request, entry == null ? null : entry.ledger().license());
        forward(turn, StepName.COMMIT_TURN);
    }

    private void ignore(Parked record, String reason) {
        state().journal().took(record.origin(), Phase.READ);
        var turn = turn(record, "");
        turn.audit.add(new AuditEntry(
                "",
                StepName.ALLOCATE_LEASES,
                "lease.ignore",
                record.origin().toString(),
                reason,
                "",
                "",
                "",
                record.origin(),
                null));
        forward(turn, StepName.COMMIT_TURN);
    }

    private Turn turn(Parked record, String license) {
        return new Turn(record.origin(), license, state().clock().nowMs(), record.appendedAtMs(), null);
    }
}
