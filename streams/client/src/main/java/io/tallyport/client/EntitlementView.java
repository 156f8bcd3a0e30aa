package io.tallyport.client;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.client.internal.PartitionClock;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.client.internal.ViewFile;
import io.tallyport.contract.LicensePartition;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local, live view of what every license may do. Answers from memory; follows the snapshots topic on a thread of its
 * own; when given a folder, keeps itself on disk and answers at once after a restart, even while Kafka is away. The age
 * of what it says is measured from the broker's time of the pipeline's last tick, never assumed.
 *
 * <p>The version of a license never goes back. All methods may be called by any thread, and none fails because Kafka is
 * away.
 */
public final class EntitlementView implements Iterable<ViewEntry>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EntitlementView.class);
    private static final int PAGE = 256;
    private static final long CLOSE_MS_MAX = 10_000;

    private final ViewState state = new ViewState();
    private final LongSupplier wallMs;
    private final @Nullable ViewFile file;
    private final ViewCounts counts;
    private final ChangeDispatch dispatch;
    private final ViewFollower follower;
    private final Thread followerThread;
    private final Thread dispatchThread;
    private final MeterRegistry meters;
    private final List<Gauge> gauges;

    private EntitlementView(
            ClientConfig config, Supplier<? extends Consumer<byte[], byte[]>> consumers, SnapshotCodec codec)
            throws IOException {
        this.wallMs = config.wallMs();
        this.file = config.folder() == null ? null : ViewFile.open(config.folder(), state.restoring());
        this.counts = new ViewCounts(config.meters());
        this.dispatch = new ChangeDispatch(counts);
        this.follower = new ViewFollower(
                consumers, codec, state, file, wallMs, config.freshFor().toMillis(), dispatch::offer, counts);
        this.followerThread = new Thread(follower, config.name() + "-view");
        this.dispatchThread = new Thread(dispatch, config.name() + "-view-listeners");
        followerThread.setDaemon(true);
        dispatchThread.setDaemon(true);
        this.meters = config.meters();
        this.gauges = List.of(
                Gauge.builder("tallyport.view.age", this, EntitlementView::ageMs)
                        .description("Age of the oldest partition of the view; -1 = never heard")
                        .baseUnit("milliseconds")
                        .register(meters),
                Gauge.builder("tallyport.view.licenses", this, EntitlementView::size)
                        .description("Licenses in the view")
                        .register(meters));
    }

    /** Opens the stored view, if there is one, and begins to follow. */
    static EntitlementView open(
            ClientConfig config, Supplier<? extends Consumer<byte[], byte[]>> consumers, SnapshotCodec codec)
            throws IOException {
        var view = new EntitlementView(config, consumers, codec);
        view.followerThread.start();
        view.dispatchThread.start();
        return view;
    }

    /** What is known of a license. */
    public Optional<ViewEntry> find(String license) {
        return Optional.ofNullable(state.entry(license));
    }

    /** The license of a key, by the key's keyed hash; the key before is taken until its end. */
    public Optional<String> licenseOfKeyHash(String keyHash) {
        String license = state.licenseOfKeyHash(keyHash);
        ViewEntry entry = license == null ? null : state.entry(license);
        if (license == null || entry == null) {
            return Optional.empty();
        }
        // The time goes on though nothing is heard: a key that has ended is not to be taken.
        long nowMs = asOfMs(license) + Math.max(0, ageMs(license));
        return entry.entitlement().isOpenedBy(keyHash, nowMs) ? Optional.of(license) : Optional.empty();
    }

    /** Measured age of what is known of a license, in ms; -1 when nothing was ever heard. */
    public long ageMs(String license) {
        PartitionClock clock = clockOf(state.entry(license), license);
        return clock == null ? -1 : clock.ageMs(wallMs.getAsLong());
    }

    /** Measured age of the oldest partition, in ms; -1 while one was never heard. */
    public long ageMs() {
        long wall = wallMs.getAsLong();
        List<PartitionClock> clocks = state.clocks();
        long oldest = clocks.isEmpty() ? -1 : 0;
        for (PartitionClock clock : clocks) {
            long age = clock.ageMs(wall);
            if (age < 0) {
                return -1;
            }
            oldest = Math.max(oldest, age);
        }
        return oldest;
    }

    /** Pipeline time as last heard for a license, ms since the epoch; 0 when never. */
    public long asOfMs(String license) {
        PartitionClock clock = clockOf(state.entry(license), license);
        return clock == null ? 0 : clock.asOfMs();
    }

    /** Latest pipeline time heard in any partition, ms since the epoch; 0 when never. */
    public long asOfMs() {
        return state.clocks().stream().mapToLong(PartitionClock::asOfMs).max().orElse(0);
    }

    /** Licenses in order of their ids, after an id (exclusive; empty = from the first), at most {@code limit}. */
    public List<ViewEntry> page(String afterLicense, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: must be above 0, is " + limit);
        }
        return state.page(afterLicense, limit);
    }

    /** All licenses in order of their ids; what changes meanwhile may or may not be seen. */
    @Override
    public Iterator<ViewEntry> iterator() {
        return new Pages();
    }

    /** How many licenses are known. */
    public int size() {
        return state.size();
    }

    /** How many partitions the installation has; 0 while that is not known. */
    public int partitions() {
        return state.partitions();
    }

    /** How many records could not be read since this view was opened. */
    public long corruptRecords() {
        return counts.corruptRecords();
    }

    /** Calls a listener on every change from now on, on the view's listener thread. */
    public Subscription onChange(EntitlementListener listener) {
        return dispatch.add(listener);
    }

    /** Whether every partition was read to the end that it had when this client first reached Kafka. */
    public boolean isCaughtUp() {
        return follower.caughtUp().getCount() == 0;
    }

    /**
     * Waits for {@link #isCaughtUp()}.
     *
     * @return false when the time is over first
     */
    public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
        return follower.caughtUp().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Nullable ViewEntry entry(String license) {
        return state.entry(license);
    }

    /** The clock that dates an answer about a license. */
    @Nullable PartitionClock clockOf(@Nullable ViewEntry entry, String license) {
        PartitionClock clock = entry == null ? null : state.clock(entry.partition());
        return clock == null ? state.clockOf(license) : clock;
    }

    int partitionOf(String license) {
        int partitions = state.partitions();
        return partitions == 0 ? -1 : LicensePartition.of(license, partitions);
    }

    @Override
    public void close() {
        gauges.forEach(meters::remove);
        follower.close();
        dispatch.close();
        try {
            followerThread.join(CLOSE_MS_MAX);
            dispatchThread.join(CLOSE_MS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (file != null && !followerThread.isAlive()) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("The stored view could not be closed; what is missing is read again", e);
            }
        }
    }

    private final class Pages implements Iterator<ViewEntry> {
        private Iterator<ViewEntry> page = state.page("", PAGE).iterator();
        private String last = "";

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && !last.isEmpty()) {
                page = state.page(last, PAGE).iterator();
            }
            return page.hasNext();
        }

        @Override
        public ViewEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ViewEntry entry = page.next();
            last = entry.entitlement().license();
            return entry;
        }
    }
}
