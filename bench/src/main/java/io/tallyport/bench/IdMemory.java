package io.tallyport.bench;

import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import io.tallyport.pipeline.state.EventIds;
import io.tallyport.pipeline.store.OwnStores;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the ids of one task take, all of them counted within the acceptance limit: heap as the collector measures it, disk, and time.
 */
final class IdMemory {

    private static final int DAYS = 36;
    private static final int FIRST_DAY = 20_500;
    private static final int IDS_PER_COMMIT = 10_000;
    private static final long STORE_BYTES = 4L * 1024 * 1024;
    private static final long SEED = 20_261_125L;

    private final int number;
    private final Path folder;
    private final Consumer<String> progress;

    /** As many ids, logged to a folder that the caller deletes. */
    IdMemory(int number, Path folder, Consumer<String> progress) {
        this.number = number;
        this.folder = folder;
        this.progress = progress;
    }

    /** Fills a table and its log, finds all again, and loads the table anew. */
    Figure measure() throws IOException {
        progress.accept("remembering " + number + " ids");
        var stores = new OwnStores(STORE_BYTES);
        var store = stores.named(EventIds.STORE).get();
        var context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        store.init(context.getStateStoreContext(), store);
        try {
            var details = new LinkedHashMap<String, Object>();
            long heapBytes = fill(store, stores, details);
            details.put("diskBytesPerId", perId(stores.diskBytes()));
            long beganNanos = System.nanoTime();
            int loaded = EventIds.load(store, DAYS, FIRST_DAY + DAYS - 1).size();
            long loadNanos = System.nanoTime() - beganNanos;
            if (loaded != number) {
                throw new IllegalStateException(loaded + " of " + number + " ids were read back");
            }
            details.put("secondsToLoadAMillion", perId(loadNanos / 1_000));
            return new Figure("memory", perId(heapBytes), "bytes an id", details);
        } finally {
            store.close();
        }
    }

    /** Fills a table, which is garbage afterwards: there is room for one only. Returns the heap that it took. */
    private long fill(KeyValueStore<Bytes, byte[]> store, OwnStores stores, Map<String, Object> details) {
        long before = heap() - stores.heapBytes();
        var ids = EventIds.load(store, DAYS, FIRST_DAY);
        long addNanos = add(ids);
        long heapBytes = heap() - stores.heapBytes() - before;
        long findNanos = find(ids);
        details.put("ids", number);
        details.put("heapBytes", heapBytes);
        details.put("tableBytes", ids.bytes());
        details.put("storeHeapBytes", stores.heapBytes());
        details.put("nanosToAdd", addNanos / number);
        details.put("nanosToFind", findNanos / number);
        return heapBytes;
    }

    /** Adds them over the days for which they count, a commit now and then. */
    private long add(EventIds ids) {
        var random = new Random(SEED);
        long beganNanos = System.nanoTime();
        for (int i = 0; i < number; i++) {
            int day = dayOf(i);
            ids.add(next(random), day);
            if (i % IDS_PER_COMMIT == 0) {
                ids.flush(day);
            }
        }
        ids.flush(dayOf(number - 1));
        return System.nanoTime() - beganNanos;
    }

    private long find(EventIds ids) {
        var random = new Random(SEED);
        long beganNanos = System.nanoTime();
        for (int i = 0; i < number; i++) {
            if (ids.lookUp(next(random), dayOf(number - 1)) != Seen.SAME_PAYLOAD) {
                throw new IllegalStateException("id " + i + " of seed " + SEED + " was not found");
            }
        }
        return System.nanoTime() - beganNanos;
    }

    private int dayOf(int i) {
        return FIRST_DAY + (int) ((long) i * DAYS / number);
    }

    private static EventIdentity next(Random random) {
        return new EventIdentity(random.nextLong(), random.nextLong(), random.nextLong());
    }

    private BigDecimal perId(long figure) {
        return BigDecimal.valueOf(figure).divide(BigDecimal.valueOf(number), 2, RoundingMode.HALF_EVEN);
    }

    private static long heap() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
