package io.tallyport.pipeline.state;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Catalog;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The one store that Kafka Streams flushes: {@link #flushCache} runs before the transaction commits, so what it logs
 * and forwards is atomic with the source offsets. It holds nothing itself; {@link TaskState} does, and is dropped when
 * the task turns standby ({@link #clearCache}) and loaded anew before the first record when it turns active again.
 *
 * <p>{@link CachedStateStore} is internal to Kafka 4.3.1; {@code KafkaInternalsTest} guards it.
 */
public final class CoordinatingStore implements StateStore, CachedStateStore<Object, Object> {

    /** Name of this store in the topology. */
    public static final String NAME = "ledgers-by-task";

    private final Function<TaskState.TaskCatalog, Catalog> parser;
    private final long ledgerBudgetBytes;
    private @Nullable TaskState state;
    private @Nullable Runnable flusher;
    private boolean open;

    private CoordinatingStore(Function<TaskState.TaskCatalog, Catalog> parser, long ledgerBudgetBytes) {
        this.parser = parser;
        this.ledgerBudgetBytes = ledgerBudgetBytes;
    }

    /**
     * The builders of this store and of the logged stores behind it. The set is fixed: each is a changelog topic.
     *
     * @param ledgerBudgetBytes heap that one task's ledgers may take; the others wait in their store
     * @param kept what a logged store of some name keeps its values in
     */
    public static List<StoreBuilder<?>> builders(
            Function<TaskState.TaskCatalog, Catalog> parser,
            long ledgerBudgetBytes,
            Function<String, KeyValueBytesStoreSupplier> kept) {
        return List.of(
                new Builder(parser, ledgerBudgetBytes),
                logged(kept.apply(LedgerCache.STORE)),
                logged(kept.apply(IdLog.STORE)),
                logged(kept.apply(ParkedRecords.STORE)),
                logged(kept.apply(TaskFacts.STORE)));
    }

    /** The state of the task, loaded on first use after the stores were restored. */
    public TaskState state(ProcessorContext<?, ?> context) {
        if (state == null) {
            try {
                state = load(context);
            } catch (StoredValueException e) {
                throw e.ofTask(context.applicationId(), context.taskId());
            }
        }
        return state;
    }

    private TaskState load(ProcessorContext<?, ?> context) {
        return new TaskState(
                context.getStateStore(LedgerCache.STORE),
                context.getStateStore(IdLog.STORE),
                context.getStateStore(ParkedRecords.STORE),
                context.getStateStore(TaskFacts.STORE),
                TopicCatalog.sources().stream().map(TallyTopic::name).toList(),
                ledgerBudgetBytes,
                parser);
    }

    /** Sets what a flush does: it logs the state and forwards the outputs of the commit. */
    public void onFlush(Runnable action) {
        flusher = action;
    }

    @Override
    public void flushCache() {
        if (flusher != null && state != null) {
            flusher.run();
        }
    }

    @Override
    public void clearCache() {
        state = null;
        flusher = null;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        clearCache();
        context.register(root, (key, value) -> {});
        open = true;
    }

    @Override
    public void close() {
        clearCache();
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> logged(KeyValueBytesStoreSupplier kept) {
        return Stores.keyValueStoreBuilder(
                        kept,
                        new org.apache.kafka.common.serialization.Serdes.BytesSerde(),
                        org.apache.kafka.common.serialization.Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    private record Builder(Function<TaskState.TaskCatalog, Catalog> parser, long ledgerBudgetBytes)
            implements StoreBuilder<CoordinatingStore> {
        @Override
        public StoreBuilder<CoordinatingStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CoordinatingStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CoordinatingStore> withLoggingEnabled(Map<String, String> config) {
            throw new IllegalArgumentException("the stores behind it are logged, not this one");
        }

        @Override
        public StoreBuilder<CoordinatingStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public CoordinatingStore build() {
            return new CoordinatingStore(parser, ledgerBudgetBytes);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }

        @Override
        public String name() {
            return NAME;
        }
    }
}
