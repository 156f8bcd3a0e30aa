package io.tallyport.bench.flink;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the Flink job takes from an event; fields and constructor are public because Flink copies it by them. */
public final class Use {

    /** Source and id together. */
    public String id = "";

    public String license = "";

    public long timeMs;

    /** Units, times 100. */
    public long hundredths;

    /** Decodes as all sides do, and leaves out ticks. */
    static final class Reader implements KafkaRecordDeserializationSchema<Use> {
        private static final long serialVersionUID = 1;
        private static final String SUM_FIELD = "usage.units";
        private final String scope;
        private transient WireCodec<UsageEventV1> codec;

        @SuppressWarnings("NullAway.Init") // Flink calls open before deserialize
        Reader(String scope) {
            this.scope = scope;
        }

        @Override
        public void open(DeserializationSchema.InitializationContext context) {
            codec = FlinkMain.registry(scope).codec(TopicCatalog.USAGE_EVENTS);
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Use> out) throws IOException {
            FlinkMain.recordCame();
            UsageEventV1 event;
            try {
                event = codec.decode(record.value());
            } catch (WireException e) {
                throw new IOException("an event cannot be read", e);
            }
            if (event.getKind() == UsageKind.USAGE) {
                var use = new Use();
                use.id = event.getSource() + "/" + event.getId();
                use.license = event.getLicense();
                use.timeMs = event.getTimeMs();
                use.hundredths = hundredths(event);
                out.collect(use);
            }
        }

        private static long hundredths(UsageEventV1 event) {
            if (event.getData().get(SUM_FIELD) instanceof DecimalV1 units) {
                return new BigDecimal(units.getValue()).movePointRight(2).longValueExact();
            }
            throw new IllegalStateException("an event has no " + SUM_FIELD);
        }

        @Override
        public TypeInformation<Use> getProducedType() {
            return TypeInformation.of(Use.class);
        }
    }
}
