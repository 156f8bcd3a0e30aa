package io.tallyport.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import io.tallyport.pipeline.store.OwnStores;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/architecture.md says a million events take on the disk of the node, for their ids. */
class IdDiskTest {

    private static final int EVENTS = 1_000_000;
    private static final int EVENTS_PER_COMMIT = 2_250;
    private static final int DAY = 20_500;
    private static final long MOST_BYTES = 60_000_000;

    @Test
    void aMillionIdsTakeWhatTheDocsSayAndAreAllReadBack(@TempDir Path folder) {
        long seed = new Random().nextLong();
        var stores = new OwnStores(0);
        var store = stores.named("ids").get();
        var context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), folder.toFile());
        store.init(context.getStateStoreContext(), store);
        var random = new Random(seed);
        var ids = EventIds.load(store, 36, DAY);
        for (int i = 0; i < EVENTS; i++) {
            ids.add(next(random), DAY);
            if (i % EVENTS_PER_COMMIT == 0) {
                ids.flush(DAY);
            }
        }
        ids.flush(DAY);
        long bytes = stores.diskBytes();
        System.out.println("IdDiskTest: " + EVENTS + " ids take " + bytes + " bytes of disk");
        assertTrue(bytes >= 24L * EVENTS && bytes <= MOST_BYTES, "seed " + seed + ": " + bytes);

        var again = EventIds.load(store, 36, DAY);
        assertEquals(EVENTS, again.size(), "seed " + seed);
        var same = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Seen.SAME_PAYLOAD, again.lookUp(next(same), DAY), "seed " + seed);
        }
        store.close();
    }

    private static EventIdentity next(Random random) {
        return new EventIdentity(random.nextLong(), random.nextLong(), random.nextLong());
    }
}
