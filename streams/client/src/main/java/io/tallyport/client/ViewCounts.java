package io.tallyport.client;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the view counts about itself. */
final class ViewCounts {

    private final AtomicLong records = new AtomicLong();
    private final AtomicLong corrupt = new AtomicLong();
    private final AtomicLong notStored = new AtomicLong();
    private final Counter corruptMeter;
    private final Counter disconnectedMeter;
    private final Counter notStoredMeter;
    private final Counter listenerFailureMeter;

    ViewCounts(MeterRegistry meters) {
        corruptMeter = Counter.builder("tallyport.view.corrupt")
                .description("Records of the snapshots topic that could not be read")
                .register(meters);
        disconnectedMeter = Counter.builder("tallyport.view.disconnects")
                .description("Times the view lost the cluster or the registry")
                .register(meters);
        notStoredMeter = Counter.builder("tallyport.view.store.failures")
                .description("Times the view could not be written to its file")
                .register(meters);
        listenerFailureMeter = Counter.builder("tallyport.view.listener.failures")
                .description("Exceptions of listeners")
                .register(meters);
    }

    void read() {
        records.incrementAndGet();
    }

    long records() {
        return records.get();
    }

    long corrupt() {
        corruptMeter.increment();
        return corrupt.incrementAndGet();
    }

    long corruptRecords() {
        return corrupt.get();
    }

    void disconnected() {
        disconnectedMeter.increment();
    }

    long notStored() {
        notStoredMeter.increment();
        return notStored.incrementAndGet();
    }

    void listenerFailed() {
        listenerFailureMeter.increment();
    }
}
