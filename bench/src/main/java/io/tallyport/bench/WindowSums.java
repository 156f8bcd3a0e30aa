package io.tallyport.bench;

import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.state.CountedEvents;
import io.tallyport.pipeline.state.EventIds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Sums by license and minute of one task, and which events were counted into them. */
final class WindowSums {

    static final String STORE = "sums-by-license";
    static final String EPOCHS = "numbers-by-emitter";

    private static final long MINUTE_MS = 60_000;
    private static final long DAY_MS = 24L * 60 * MINUTE_MS;
    private static final int DAYS_KEPT = 36;
    /** An id says the number of an emitter only in the partition that it names: nothing lies in this one. */
    private static final int NO_PARTITION = -1;

    /** More windows than this are read from the store again when they are needed. */
    private static final int CACHED = 50_000;

    private final CountedEvents counted;
    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Window, Sum> cached = new HashMap<>();
    private final List<Sum> changed = new ArrayList<>();
    private int today;

    /**
     * What is added up.
     *
     * @param license of the events
     * @param startMs first moment of the minute, milliseconds since the epoch
     */
    private record Window(String license, long startMs) {}

    private static final class Sum {
        final String key;
        long hundredths;
        boolean changed;

        Sum(String key, long hundredths) {
            this.key = key;
            this.hundredths = hundredths;
        }
    }

    private WindowSums(CountedEvents counted, KeyValueStore<Bytes, byte[]> store) {
        this.counted = counted;
        this.store = store;
    }

    /** Tells repeats as the pipeline does: our emitters' numbers by ranges, other ids one by one. */
    static WindowSums load(ProcessorContext<?, ?> context) {
        return load(context, context.taskId().partition());
    }

    /** Takes every id for a foreign one, whatever number it says. */
    static WindowSums loadForeign(ProcessorContext<?, ?> context) {
        return load(context, NO_PARTITION);
    }

    private static WindowSums load(ProcessorContext<?, ?> context, int partition) {
        KeyValueStore<Bytes, byte[]> epochs = context.getStateStore(EPOCHS);
        KeyValueStore<Bytes, byte[]> ids = context.getStateStore(EventIds.STORE);
        return new WindowSums(CountedEvents.load(partition, epochs, ids, DAYS_KEPT, 0), context.getStateStore(STORE));
    }

    void tick(long nowMs) {
        today = Math.max(today, (int) (nowMs / DAY_MS));
    }

    void add(UsageEvent event) {
        if (counted.lookUp(event, today) != Seen.NEW) {
            return;
        }
        counted.add(event, today);
        Sum sum = cached.computeIfAbsent(
                new Window(event.license(), event.timeMs() - event.timeMs() % MINUTE_MS), this::stored);
        sum.hundredths = Math.addExact(sum.hundredths, hundredths(event));
        if (!sum.changed) {
            sum.changed = true;
            changed.add(sum);
        }
    }

    private Sum stored(Window window) {
        String key = window.license() + "@" + window.startMs();
        byte[] before = store.get(keyOf(key));
        return new Sum(key, before == null ? 0 : ByteBuffer.wrap(before).getLong());
    }

    private static long hundredths(UsageEvent event) {
        if (event.values().get(BenchCatalog.SUM_FIELD) instanceof BigDecimal units) {
            return Sums.hundredths(units);
        }
        throw new IllegalStateException("an event has no " + BenchCatalog.SUM_FIELD);
    }

    /** Logs what changed since the last commit, and says each sum. */
    void flush(ObjLongConsumer<String> said) {
        for (Sum sum : changed) {
            sum.changed = false;
            store.put(
                    keyOf(sum.key),
                    ByteBuffer.allocate(Long.BYTES).putLong(sum.hundredths).array());
            said.accept(sum.key, sum.hundredths);
        }
        changed.clear();
        if (cached.size() > CACHED) {
            cached.clear();
        }
        counted.flush(today);
    }

    private static Bytes keyOf(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }
}
