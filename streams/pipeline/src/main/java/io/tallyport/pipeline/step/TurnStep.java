package io.tallyport.pipeline.step;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.pipeline.state.StoredValueException;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TaskStores;
import java.io.UncheckedIOException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A step in the middle of the topology: load, decide, forward. An exception in a decision is caught here and nowhere
 * else; it ends the turn, and {@code commit-turn} quarantines the license.
 */
abstract class TurnStep implements Processor<String, Object, String, Object> {

    private final String name;
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable TaskState state;

    TurnStep(String name) {
        this.name = name;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.state = TaskStores.coordinating(context).state(context);
    }

    TaskState state() {
        return java.util.Objects.requireNonNull(state);
    }

    /** Decides; changes nothing but the turn. */
    abstract void decide(Turn turn, LicenseLedger ledger, Catalog catalog);

    @Override
    public final void process(Record<String, Object> record) {
        if (record.value() instanceof Turn turn && turn.failure == null && turn.ledger != null) {
            try {
                decide(turn, turn.ledger, state().catalog());
            } catch (StoredValueException | UncheckedIOException e) {
                // The state, not the license, is at fault.
                throw e;
            } catch (RuntimeException e) {
                turn.fail(name, e);
            }
        }
        String next = record.value() instanceof Turn turn ? next(turn) : null;
        if (next == null) {
            java.util.Objects.requireNonNull(context).forward(record);
        } else {
            java.util.Objects.requireNonNull(context).forward(record, next);
        }
    }

    /** The step that a turn goes on to; null if there is one only. */
    @Nullable String next(Turn turn) {
        return null;
    }
}
