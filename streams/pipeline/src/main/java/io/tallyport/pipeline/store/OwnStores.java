package io.tallyport.pipeline.store;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/** Makes stores of our own, and knows what those that are open take. */
public final class OwnStores {

    private final long memoryBudgetBytes;
    private final Set<OwnStore> open = ConcurrentHashMap.newKeySet();

    /**
     * Stores that share no more than a budget.
     *
     * @param memoryBudgetBytes heap that the values of one store may take before they spill, by name of the store; the index comes on top
     */
    public OwnStores(long memoryBudgetBytes) {
        this.memoryBudgetBytes = memoryBudgetBytes;
    }

    /** A supplier for {@code Stores.keyValueStoreBuilder}. */
    public KeyValueBytesStoreSupplier named(String name) {
        return new Supplier(name);
    }

    /** Heap that the open stores take, indexes included. */
    public long heapBytes() {
        return sum(OwnStore::heapBytes);
    }

    /** Size of the spill files of the open stores. */
    public long diskBytes() {
        return sum(OwnStore::diskBytes);
    }

    private long sum(ToLongFunction<OwnStore> figure) {
        return open.stream().mapToLong(figure).sum();
    }

    void opened(OwnStore store) {
        open.add(store);
    }

    void closed(OwnStore store) {
        open.remove(store);
    }

    private final class Supplier implements KeyValueBytesStoreSupplier {
        private final String name;

        Supplier(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return new OwnStore(name, memoryBudgetBytes, OwnStores.this);
        }

        @Override
        public String metricsScope() {
            return "tallyport-own";
        }
    }
}
