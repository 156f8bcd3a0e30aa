package io.tallyport.pipeline.step;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.pipeline.SourceTimestamps;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TaskStores;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What the entry steps share: the coordinates of the record, the state of the task, and the way on. */
abstract class SourceProcessor implements Processor<byte[], byte[], String, Object> {

    private static final byte[] NO_KEY = {};
    private static final Map<String, String> TOPIC_NAMES = new HashMap<>();

    static {
        TopicCatalog.sources().forEach(topic -> TOPIC_NAMES.put(topic.name(), topic.name()));
    }

    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable TaskState state;

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.state = TaskStores.coordinating(context).state(context);
        begin(state);
    }

    /** Called once the state of the task is loaded. */
    abstract void begin(TaskState state);

    /** Takes one source record. */
    abstract void take(Parked record);

    @Override
    public final void process(Record<byte[], byte[]> record) {
        var at = context().recordMetadata().orElseThrow();
        var origin = new Origin(TOPIC_NAMES.getOrDefault(at.topic(), at.topic()), at.partition(), at.offset());
        take(new Parked(
                origin,
                SourceTimestamps.appendedAtMs(origin.topic(), record.timestamp()),
                record.key() == null ? NO_KEY : record.key(),
                record.value() == null ? NO_KEY : record.value()));
    }

    final TaskState state() {
        return java.util.Objects.requireNonNull(state, "init was not called");
    }

    final void tick(Parked record, long timeMs) {
        state().journal().took(record.origin(), Phase.READ);
        forward(new Tick(record.origin(), timeMs, record.appendedAtMs()), StepName.ADVANCE_TIME);
    }

    /** What is due for a license happens before any later record of it. */
    final void wakeIfDue(String license, Parked record) {
        if (state().timers().isDue(license, state().clock().nowMs())) {
            forward(new Wake(license, record.origin(), record.appendedAtMs()), StepName.ADVANCE_TIME);
        }
    }

    final void forward(Object value, String step) {
        context().forward(new Record<>("", value, 0), step);
    }

    private ProcessorContext<String, Object> context() {
        return java.util.Objects.requireNonNull(context, "init was not called");
    }
}
