package io.tallyport.bench;

import io.tallyport.app.node.Node;
import io.tallyport.client.Subscription;
import io.tallyport.client.TallyportClient;
import io.tallyport.client.UsageReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Licenses that use up their limit at a fixed rate, one after the other, while something else goes on. */
final class Crossings {

    static final Duration PATIENCE = Duration.ofSeconds(600);
    private static final int PER_SECOND = 20;
    private static final int WARM_UP_SECONDS = 60;
    private static final int BESIDE_SECONDS = 30;

    private final Workload workload;
    private final Denials denials = new Denials();
    private int next;

    Crossings(Workload workload) {
        this.workload = workload;
    }

    /** How many licenses, from the first on, have had their turn, or were passed over. */
    int reached() {
        return next;
    }

    /** Issues all licenses on a node, lets its clients hear of denials, and closes what it gives when that is over. */
    Subscription begin(Node node, Consumer<String> progress) {
        progress.accept("issuing " + workload.licenses() + " licenses");
        Preload.writeTerms(workload, node.kafka(), node.registry());
        var view = node.client().view();
        Denials.await("the last license", PATIENCE, () -> view.size() == workload.licenses());
        return view.onChange(denials::heard);
    }

    /** Warms a node up; gives how long denials take while nothing else goes on. */
    long[] warmUp(TallyportClient client, Instant at, Consumer<String> progress) {
        progress.accept("limits are crossed for " + WARM_UP_SECONDS + " s, to warm up");
        cross(client, at, WARM_UP_SECONDS, () -> false);
        var unused = awaited();
        return beside(client, at);
    }

    /** Gives how long denials take while nothing else goes on. */
    long[] beside(TallyportClient client, Instant at) {
        cross(client, at, BESIDE_SECONDS, () -> false);
        return awaited();
    }

    /** Lets licenses use up their limit for so many seconds at most, until it is over. */
    void cross(TallyportClient client, Instant at, int seconds, BooleanSupplier over) {
        long startNanos = System.nanoTime();
        for (int i = 0; i < seconds * PER_SECOND && !over.getAsBoolean(); i++) {
            long dueNanos = startNanos + i * 1_000_000_000L / PER_SECOND;
            while (System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
            String license = workload.license(nextSmall());
            for (long used = 0; used <= workload.smallLimit(); used++) {
                if (used == workload.smallLimit()) {
                    denials.crossed(license);
                }
                var unused = client.emitter().emit(event(license, at));
            }
        }
    }

    private int nextSmall() {
        while (!workload.planOf(next).equals(BenchCatalog.SMALL_PLAN)) {
            next++;
        }
        return next++;
    }

    /** Waits for all denials; gives how long each took, sorted, and begins anew. */
    long[] awaited() {
        denials.awaitAll(PATIENCE);
        long[] sorted = denials.latencyNanos().values().stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        denials.forget();
        return sorted;
    }

    static UsageReport event(String license, Instant at) {
        return UsageReport.of(license, BenchCatalog.EVENT_TYPE)
                .source(BenchCatalog.SOURCE)
                .time(at)
                .data(Map.of("usage", Map.of("units", BigDecimal.ONE)))
                .build();
    }
}
