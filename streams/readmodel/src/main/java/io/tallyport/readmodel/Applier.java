package io.tallyport.readmodel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies records to the store: the rows of a batch and its next offsets are one atomic write. A record that cannot be
 * read is counted, logged with its coordinates and skipped; all others go on. Not thread-safe.
 */
final class Applier {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final RowStore store;
    private final Map<String, Binding<?>> bindings = new LinkedHashMap<>();
    private final Counter skipped;

    Applier(RowStore store, Tables tables, Registry registry, MeterRegistry meters) {
        this.store = store;
        this.skipped = Counter.builder("tallyport.readmodel.failures")
                .description("records that could not be read and were skipped")
                .tag("kind", "record")
                .register(meters);
        bind(TopicCatalog.USAGE_READINGS, tables.readings(), registry, meters);
        bind(TopicCatalog.USAGE_STATEMENTS, tables.statements(), registry, meters);
        bind(TopicCatalog.LICENSE_EVENTS, tables.timeline(), registry, meters);
        bind(TopicCatalog.QUOTA_ALERTS, tables.alerts().ofQuotas(), registry, meters);
        bind(TopicCatalog.ANOMALY_ALERTS, tables.alerts().ofAnomalies(), registry, meters);
        bind(TopicCatalog.ENTITLEMENT_DECISIONS, tables.decisions(), registry, meters);
        bind(TopicCatalog.USAGE_VERDICTS, tables.verdicts(), registry, meters);
        bind(TopicCatalog.AUDIT_ENTRIES, tables.audit(), registry, meters);
        bind(TopicCatalog.ENTITLEMENT_SNAPSHOTS, tables.entitlements(), registry, meters);
        bind(TopicCatalog.CATALOG_REVISIONS, tables.catalog(), registry, meters);
    }

    /** The topics that the read model follows. */
    Set<String> topics() {
        return Set.copyOf(bindings.keySet());
    }

    /**
     * Applies records in one atomic write.
     *
     * @param next where to go on afterwards, per partition
     * @throws SerializationException when the registry cannot be reached; nothing was changed then
     */
    void apply(Iterable<ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> next) {
        boolean written = false;
        try {
            store.write(changes -> {
                var touched = new HashSet<Binding<?>>();
                for (var record : records) {
                    Binding<?> binding = binding(record.topic());
                    apply(record, binding, changes);
                    touched.add(binding);
                }
                touched.forEach(binding -> binding.table().expire(changes));
                next.forEach((at, offset) -> Offsets.put(at, offset, changes));
            });
            written = true;
        } finally {
            if (!written) {
                bindings.values().forEach(binding -> binding.table().forget());
            }
        }
    }

    /** Goes back to an earlier offset of a partition whose log begins anew. */
    void restart(TopicPartition at, long offset) {
        store.write(changes -> {
            binding(at.topic()).table().restart(at.partition(), changes);
            Offsets.put(at, offset, changes);
        });
    }

    private void apply(ConsumerRecord<byte[], byte[]> record, Binding<?> binding, Changes changes) {
        try {
            changes.wholly(() -> binding.apply(record, changes));
            binding.applied().increment();
        } catch (SerializationException | StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            binding.table().forget();
            skipped.increment();
            LOG.warn(
                    "skipped the record at {}-{}@{}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private Binding<?> binding(String topic) {
        Binding<?> binding = bindings.get(topic);
        if (binding == null) {
            throw new IllegalStateException("the read model does not follow topic " + topic);
        }
        return binding;
    }

    private <T extends SpecificRecord> void bind(
            TallyTopic<T> topic, Table<T> table, Registry registry, MeterRegistry meters) {
        var applied = Counter.builder("tallyport.readmodel.applied")
                .description("records that were applied to the read model")
                .tag("topic", topic.name())
                .register(meters);
        bindings.put(topic.name(), new Binding<>(topic, registry.codec(topic), table, applied));
    }

    /** A topic and the table that it fills. */
    private record Binding<T extends SpecificRecord>(
            TallyTopic<T> topic, WireCodec<T> codec, Table<T> table, Counter applied) {

        void apply(ConsumerRecord<byte[], byte[]> record, Changes changes) {
            byte[] key = record.key();
            if (record.value() == null && topic.compacted() && key != null) {
                table.remove(new String(key, StandardCharsets.UTF_8), changes);
                return;
            }
            var arrival = new Arrival(record.topic(), record.partition(), record.offset(), record.timestamp());
            table.apply(decode(record.value()), arrival, changes);
        }

        private T decode(byte[] value) {
            try {
                return codec.decode(value);
            } catch (WireException e) {
                throw new IllegalArgumentException(e.reason() + ": " + e.getMessage(), e);
            }
        }
    }
}
