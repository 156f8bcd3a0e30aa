package io.tallyport.pipeline.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A store for tests of the state alone. */
final class OpenedStore {

    static KeyValueStore<Bytes, byte[]> inMemory() {
        var store = Stores.inMemoryKeyValueStore("any").get();
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
        return store;
    }

    private OpenedStore() {}
}
