package io.tallyport.pipeline.state;

import io.tallyport.pipeline.state.UnattributedRecords.Progress;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What no license owns, among the facts of a task: a value for each month that is not certified yet, and how far months are. */
final class UnattributedFacts {

    private static final String MONTH = "unattributed/";
    private static final String PROGRESS = "unattributed-from";

    private final TaskFacts facts;
    private final KeyValueStore<Bytes, byte[]> store;

    UnattributedFacts(TaskFacts facts, KeyValueStore<Bytes, byte[]> store) {
        this.facts = facts;
        this.store = store;
    }

    /** Reads back all months, by their start. */
    void months(BiConsumer<Long, UnattributedMonth> reader) {
        facts.forEach(
                MONTH,
                (name, value) -> reader.accept(
                        Long.parseLong(name),
                        UnattributedMonth.read(new BinaryInput(TaskFacts.STORE, value, UnattributedMonth.FORMAT))));
    }

    void month(long fromMs, UnattributedMonth month) {
        store.put(key(MONTH + fromMs), month.write());
    }

    void forget(long fromMs) {
        store.delete(key(MONTH + fromMs));
    }

    /** How far months are certified; null if that was never said. */
    @Nullable Progress progress() {
        byte[] value = store.get(key(PROGRESS));
        if (value == null) {
            return null;
        }
        var in = new BinaryInput(TaskFacts.STORE, value, TaskFacts.FORMAT);
        return new Progress(in.fixed(), in.fixed());
    }

    void progress(Progress progress) {
        store.put(
                key(PROGRESS),
                new BinaryOutput(TaskFacts.FORMAT)
                        .fixed(progress.fromMs())
                        .fixed(progress.completeFromMs())
                        .toBytes());
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }
}
