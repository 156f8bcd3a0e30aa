package io.tallyport.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.tallyport.contract.KafkaClients;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.state.StoredValueException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running pipeline instance. Thread-safe. */
public final class Pipeline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final int MOST_REPLACED_THREADS = 100;

    private static final Duration SEARCH_WITHIN = Duration.ofMinutes(5);

    private final KafkaStreams streams;
    private final KafkaClients kafka;
    private final KafkaStreamsMetrics streamsMetrics;
    private final RestoreProgress restore;
    private final AtomicInteger replaced = new AtomicInteger();
    /** Why it stopped for good; null while it did not. */
    private volatile @Nullable String stopped;

    private Pipeline(KafkaStreams streams, KafkaClients kafka, MeterRegistry registry) {
        this.streams = streams;
        this.kafka = kafka;
        this.streamsMetrics = new KafkaStreamsMetrics(streams);
        this.restore = new RestoreProgress(registry);
        streams.setUncaughtExceptionHandler(this::handle);
        streams.setGlobalStateRestoreListener(restore);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                restore.pipelineRuns();
            }
        });
        streamsMetrics.bindTo(registry);
    }

    /** Starts an instance with plain field paths. */
    public static Pipeline start(PipelineConfig config, MeterRegistry registry) {
        return start(config, registry, Expression.FIELD_PATHS);
    }

    /** Starts an instance that reads values with the given expression. */
    public static Pipeline start(PipelineConfig config, MeterRegistry registry, Expression expression) {
        var topology = TallyTopology.build(
                config.registry(), config.partitions(), expression, new PipelineMetrics(registry), config.stores());
        var pipeline = new Pipeline(
                new KafkaStreams(topology, config.streamsProperties(), new PipelineClients()),
                config.kafka(),
                registry);
        pipeline.streams.start();
        return pipeline;
    }

    /** Whether the instance decides at this moment. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /**
     * What the instance does, for people: {@code up}, {@code restoring 43 %}, {@code stopped: } and what of its state
     * cannot be read or written, else its state in Kafka's words.
     */
    public String state() {
        String reason = stopped;
        if (reason != null) {
            return "stopped: " + reason;
        }
        if (isRunning()) {
            return "up";
        }
        OptionalInt percent = restore.percent();
        // After a failure nothing goes on restoring, whatever was under way.
        return percent.isPresent() && streams.state().isRunningOrRebalancing()
                ? "restoring " + percent.getAsInt() + " %"
                : streams.state().name();
    }

    @Override
    public void close() {
        streamsMetrics.close();
        if (!streams.close(Duration.ofSeconds(20))) {
            LOG.warn(
                    "the pipeline did not end within 20 s; what it had not committed is decided anew at the next start");
        }
    }

    /** A thread that fails is replaced, and its tasks go on from their last commit, unless that is of no use. */
    private StreamThreadExceptionResponse handle(Throwable failure) {
        String reason = reasonToStop(failure);
        if (reason != null) {
            stopped = reason;
            LOG.error("the pipeline stops: {}", reason, failure);
            searchOffset(storedValue(failure), reason);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        int count = replaced.incrementAndGet();
        LOG.error("a stream thread failed ({} so far)", count, failure);
        return count <= MOST_REPLACED_THREADS
                ? StreamThreadExceptionResponse.REPLACE_THREAD
                : StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** The value that could not be read, with the coordinates of its task as Kafka Streams knows them. */
    private static @Nullable StoredValueException storedValue(Throwable failure) {
        TaskId task = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (task == null && cause instanceof StreamsException streams) {
                task = streams.taskId().orElse(null);
            }
            if (cause instanceof StoredValueException stored) {
                return task == null ? stored : stored.ofTask(PipelineConfig.APPLICATION_ID, task);
            }
        }
        return null;
    }

    /** Says at which offset of its changelog a damaged value lies, once that was found: the changelog may be long. */
    private void searchOffset(@Nullable StoredValueException stored, String reason) {
        var changelog = stored == null ? null : stored.changelog();
        var key = stored == null ? null : stored.key();
        if (changelog == null || key == null) {
            return;
        }
        var search = new Thread(
                () -> {
                    try {
                        var offset = ChangelogSearch.latestOffset(kafka, changelog, key, SEARCH_WITHIN);
                        if (offset.isPresent()) {
                            stopped = reason + " It is the record at offset " + offset.getAsLong() + " of " + changelog
                                    + ".";
                            LOG.error("the pipeline stopped: {}", stopped);
                        }
                    } catch (RuntimeException e) {
                        LOG.warn("the offset of the damaged value was not found in {}", changelog, e);
                    }
                },
                "tallyport-changelog-search");
        search.setDaemon(true);
        search.start();
    }

    /**
     * Why an instance stops for good; null if it goes on. Damaged state would only fail again, and a disk that is full
     * keeps the partitions from a node that has room.
     */
    static @Nullable String reasonToStop(Throwable failure) {
        var stored = storedValue(failure);
        if (stored != null) {
            return String.valueOf(stored.getMessage());
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UncheckedIOException || cause instanceof RocksDBException) {
                return cause.getMessage() + ". Make room, or mend the disk, and start the node again; another node"
                        + " of the cluster takes its partitions over meanwhile.";
            }
        }
        return null;
    }
}
