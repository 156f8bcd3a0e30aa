package io.tallyport.pipeline.step;

import io.tallyport.contract.WireException;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import org.jspecify.annotations.Nullable;

/** The first step of a usage record: every one leaves it with a verdict, or waits for its quarantined license. */
public final class AdmitUsage extends SourceProcessor {

    private final SourceDecoder decoder;
    private final Expression expression;
    private final int partitions;
    private @Nullable UsageIntake intake;

    public AdmitUsage(SourceDecoder decoder, Expression expression, int partitions) {
        this.decoder = decoder;
        this.expression = expression;
        this.partitions = partitions;
    }

    @Override
    void begin(TaskState state) {
        intake = new UsageIntake(state, expression, partitions);
    }

    @Override
    void take(Parked record) {
        var intake = java.util.Objects.requireNonNull(this.intake);
        state().eras().reach(record.origin());
        state().recounts().reach(record.origin());
        state().waiting().reach(record.origin());
        state().tallies().reach(record.origin());
        SourceDecoder.Decoded<UsageRecord> decoded;
        try {
            decoded = decoder.usage(record.origin(), record.value());
        } catch (WireException e) {
            forward(intake.refuse(record, e), StepName.COMMIT_TURN);
            state().tallies().read(record.origin());
            return;
        }
        if (decoded.isTick()) {
            tick(record, decoded.tickMs());
            return;
        }
        UsageRecord usage = decoded.value();
        if (usage != null) {
            wakeIfDue(usage.license(), record);
            if (mustWait(usage.license())) {
                state().parked().park(usage.license(), record);
                state().journal().took(record.origin(), Phase.PARKED);
                state().tallies().parked(record.origin());
                state().tallies().read(record.origin());
                return;
            }
        }
        Turn turn = intake.take(record, decoded, false);
        forward(turn, Route.of(turn));
        // At the end: whatever is due before the record sees none of it.
        state().tallies().read(record.origin());
    }

    /** Whether the license is quarantined, or earlier records of it still wait. */
    private boolean mustWait(String license) {
        if (state().parked().hasAny(license)) {
            return true;
        }
        if (state().quarantined() == 0) {
            return false;
        }
        var entry = state().find(license);
        return entry != null
                && entry.ledger().license() != null
                && entry.ledger().license().quarantined();
    }
}
