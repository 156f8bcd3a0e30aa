package io.tallyport.bench;

import io.tallyport.contract.Registry;
import io.tallyport.contract.WireException;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.store.CoordinatingStore;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Deduplication and sums on our stores, one record per changed sum and commit. */
final class AddUp implements Processor<byte[], byte[], String, Long> {

    static final String COORDINATING = "sums-by-task";
    private static final Origin ANYWHERE = new Origin("usage.events.v1", 0, 0);

    private final SourceDecoder decoder;
    private WindowSums sums;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process
    AddUp(Registry registry) {
        decoder = new SourceDecoder(registry);
    }

    @Override
    public void init(ProcessorContext<String, Long> context) {
        CoordinatingStore<WindowSums> store = context.getStateStore(COORDINATING);
        this.sums = store.state(context);
        store.onFlush(context, () -> sums.flush((key, sum) -> context.forward(new Record<>(key, sum, 0))));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            var decoded = decoder.usage(ANYWHERE, record.value());
            if (decoded.isTick()) {
                sums.tick(decoded.tickMs());
            } else if (decoded.value() instanceof UsageEvent event) {
                sums.add(event);
            }
        } catch (WireException e) {
            throw new IllegalStateException("an event cannot be read", e);
        }
    }
}
