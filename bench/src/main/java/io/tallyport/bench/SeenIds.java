package io.tallyport.bench;

import io.tallyport.wire.UsageEventV1;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The textbook's deduplication: a window store of ids, asked for each event around its time.
 *
 * @param horizon how far apart in time a repeat may be
 */
record SeenIds(Duration horizon) implements FixedKeyProcessorSupplier<String, UsageEventV1, UsageEventV1> {

    private static final String STORE = "seen-by-id";

    @Override
    public Set<StoreBuilder<?>> stores() {
        return Set.of(Stores.windowStoreBuilder(
                Stores.persistentWindowStore(STORE, horizon, horizon, false), Serdes.String(), Serdes.Long()));
    }

    @Override
    public FixedKeyProcessor<String, UsageEventV1, UsageEventV1> get() {
        return new Forget(horizon.toMillis());
    }

    private static final class Forget extends ContextualFixedKeyProcessor<String, UsageEventV1, UsageEventV1> {
        private final long horizonMs;
        private WindowStore<String, Long> seen;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process
        Forget(long horizonMs) {
            this.horizonMs = horizonMs;
        }

        @Override
        public void init(FixedKeyProcessorContext<String, UsageEventV1> context) {
            super.init(context);
            seen = context.getStateStore(STORE);
        }

        @Override
        public void process(FixedKeyRecord<String, UsageEventV1> record) {
            String id = record.value().getSource() + "/" + record.value().getId();
            long at = record.timestamp();
            try (var before = seen.fetch(id, at - horizonMs, at + horizonMs)) {
                if (before.hasNext()) {
                    return;
                }
            }
            seen.put(id, at, at);
            context().forward(record);
        }
    }
}
