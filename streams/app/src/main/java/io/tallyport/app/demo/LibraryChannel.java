package io.tallyport.app.demo;

import io.tallyport.client.UsageEmitter;
import io.tallyport.client.UsageReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Products that embed the client library. */
final class LibraryChannel implements DemoChannel {

    private final UsageEmitter emitter;
    private final Instant begin;

    /** @param begin simulated instant at which the run began */
    LibraryChannel(UsageEmitter emitter, Instant begin) {
        this.emitter = emitter;
        this.begin = begin;
    }

    @Override
    public CompletableFuture<DemoPlace> send(DemoEmission emission) {
        var report = UsageReport.of(emission.license(), emission.type())
                .source(emission.source())
                .id(emission.id())
                .time(begin.plusMillis(emission.timeMs()))
                .data(new HashMap<String, @Nullable Object>(emission.payload().data()))
                .build();
        return emitter.emit(report).thenApply(receipt -> new DemoPlace(receipt.partition(), receipt.offset()));
    }

    @Override
    public void close() {
        emitter.flush();
    }
}
