package io.tallyport.pipeline.store;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The one store that Kafka Streams flushes: {@link #flushCache} runs before the transaction commits, so what it logs
 * and forwards is atomic with the source offsets. It logs nothing itself; it keeps the state of the task, which is
 * dropped when the task turns standby ({@link #clearCache}) and loaded anew before the first record when it turns
 * active again.
 *
 * <p>{@link CachedStateStore} is internal to Kafka 4.3.1; {@code KafkaInternalsTest} guards it.
 *
 * @param <S> state of one task
 */
public final class CoordinatingStore<S> implements StateStore, CachedStateStore<Object, Object> {

    private final String name;
    private final Function<ProcessorContext<?, ?>, S> loader;
    private @Nullable S state;
    private @Nullable Runnable flusher;
    private boolean open;

    private CoordinatingStore(String name, Function<ProcessorContext<?, ?>, S> loader) {
        this.name = name;
        this.loader = loader;
    }

    /**
     * A builder of such a store.
     *
     * @param name name in the topology
     * @param loader reads the state of a task from its logged stores, which were restored
     */
    public static <S> StoreBuilder<CoordinatingStore<S>> builder(
            String name, Function<ProcessorContext<?, ?>, S> loader) {
        return new Builder<>(name, loader);
    }

    /** The state of the task, loaded on first use after the stores were restored. */
    public S state(ProcessorContext<?, ?> context) {
        if (state == null) {
            state = Objects.requireNonNull(loader.apply(context));
        }
        return state;
    }

    /**
     * Sets what a flush does, which is to log the state and to forward the outputs of the commit.
     *
     * @param context of the processor in whose name the flush forwards; it is being initialized
     */
    public void onFlush(ProcessorContext<?, ?> context, Runnable action) {
        var node = InitializedNode.of(context);
        flusher = () -> node.run(action);
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
        return name;
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

    private record Builder<S>(String name, Function<ProcessorContext<?, ?>, S> loader)
            implements StoreBuilder<CoordinatingStore<S>> {
        @Override
        public StoreBuilder<CoordinatingStore<S>> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<CoordinatingStore<S>> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<CoordinatingStore<S>> withLoggingEnabled(Map<String, String> config) {
            throw new IllegalArgumentException("the stores behind it are logged, not this one");
        }

        @Override
        public StoreBuilder<CoordinatingStore<S>> withLoggingDisabled() {
            return this;
        }

        @Override
        public CoordinatingStore<S> build() {
            return new CoordinatingStore<>(name, loader);
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }

        @Override
        public boolean loggingEnabled() {
            return false;
        }
    }
}
