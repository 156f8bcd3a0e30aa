package io.tallyport.app.demo;

import io.tallyport.app.demo.DemoEmission.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends emissions when they are due, each after the one that must be durable before it, and tells the tally what
 * became of them. Used by one thread; completes on the channels' threads.
 */
final class DemoDispatch implements AutoCloseable {

    private final Map<Way, DemoChannel> channels;
    private final DemoTally tally;
    private final Consumer<DemoEmission> beforeCrossing;
    /** Emissions that another one may wait for, until nobody can any more. */
    private final Map<Long, CompletableFuture<DemoPlace>> durable = new HashMap<>();

    private final Map<Long, Boolean> underWay = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();
    private volatile String failure = "";

    /** @param beforeCrossing told just before an emission is sent that uses up a hard quota */
    DemoDispatch(Map<Way, DemoChannel> channels, DemoTally tally, Consumer<DemoEmission> beforeCrossing) {
        this.channels = Map.copyOf(channels);
        this.tally = tally;
        this.beforeCrossing = beforeCrossing;
    }

    /** Sends what is due. */
    void send(List<DemoEmission> due) {
        durable.values().removeIf(CompletableFuture::isDone);
        for (DemoEmission emission : due) {
            DemoEmission after = emission.after();
            CompletableFuture<DemoPlace> before = after == null ? null : durable.remove(after.number());
            underWay.put(emission.number(), true);
            // Not on the producer's own thread: a full buffer would wait there for itself.
            CompletableFuture<DemoPlace> sent =
                    before == null ? sendNow(emission) : before.thenComposeAsync(place -> sendNow(emission));
            durable.put(emission.number(), sent.whenComplete((place, problem) -> settle(emission, place, problem)));
        }
    }

    private CompletableFuture<DemoPlace> sendNow(DemoEmission emission) {
        if (emission.crossing()) {
            beforeCrossing.accept(emission);
        }
        try {
            return Objects.requireNonNull(channels.get(emission.way())).send(emission);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void settle(DemoEmission emission, DemoPlace place, @Nullable Throwable problem) {
        if (problem == null) {
            tally.durable(emission, place);
        } else {
            tally.failed();
            if (failures.getAndIncrement() == 0) {
                failure = "event " + emission.id() + " was not written: " + problem;
            }
        }
        underWay.remove(emission.number());
    }

    /** Emissions that are neither durable nor failed. */
    int underWay() {
        return underWay.size();
    }

    /** The first failure; empty when there was none. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        channels.values().forEach(DemoChannel::close);
    }
}
