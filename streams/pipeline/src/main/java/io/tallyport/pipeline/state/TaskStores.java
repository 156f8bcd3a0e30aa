package io.tallyport.pipeline.state;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.pipeline.store.CoordinatingStore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The stores of a task: the one that is flushed, with the {@link TaskState}, and the logged ones behind it. */
public final class TaskStores {

    private static final String COORDINATING = "ledgers-by-task";

    /**
     * The builders of all of them. The set is fixed: each logged one is a changelog topic.
     *
     * @param ledgerBudgetBytes heap that one task's ledgers may take; the others wait in their store
     * @param kept what a logged store of some name keeps its values in
     */
    public static List<StoreBuilder<?>> builders(
            Function<TaskState.TaskCatalog, Catalog> parser,
            long ledgerBudgetBytes,
            Function<String, KeyValueBytesStoreSupplier> kept) {
        return List.of(
                CoordinatingStore.builder(COORDINATING, context -> load(context, parser, ledgerBudgetBytes)),
                logged(kept.apply(LedgerCache.STORE)),
                logged(kept.apply(IdLog.STORE)),
                logged(kept.apply(ParkedRecords.STORE)),
                logged(kept.apply(TaskFacts.STORE)));
    }

    /** A store that Kafka Streams logs and does not cache. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> logged(KeyValueBytesStoreSupplier kept) {
        return Stores.keyValueStoreBuilder(kept, new Serdes.BytesSerde(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    /** The one that is flushed. */
    public static CoordinatingStore<TaskState> coordinating(ProcessorContext<?, ?> context) {
        return context.getStateStore(COORDINATING);
    }

    private static TaskState load(
            ProcessorContext<?, ?> context, Function<TaskState.TaskCatalog, Catalog> parser, long ledgerBudgetBytes) {
        try {
            return new TaskState(
                    context.taskId().partition(),
                    context.getStateStore(LedgerCache.STORE),
                    context.getStateStore(IdLog.STORE),
                    context.getStateStore(ParkedRecords.STORE),
                    context.getStateStore(TaskFacts.STORE),
                    TopicCatalog.sources().stream().map(TallyTopic::name).toList(),
                    ledgerBudgetBytes,
                    parser);
        } catch (StoredValueException e) {
            throw e.ofTask(context.applicationId(), context.taskId());
        }
    }

    private TaskStores() {}
}
