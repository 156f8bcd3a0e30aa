package io.tallyport.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads events, packs them into batches, and keeps a few batches under way: bounded memory for files of any size. */
final class EmitRun {

    /**
     * How fast events are sent.
     *
     * @param events in a request
     * @param inFlight requests under way at once; 1 keeps the order of the file
     * @param rests whether each is followed by a rest of as long as it took, so that half of the time is left to live usage
     */
    record Pace(int events, int inFlight, boolean rests) {

        private static final int EVENTS = 500;
        private static final int EVENTS_BEFORE_A_REST = 250;

        /** As fast as the node takes them. */
        static Pace atOnce(int inFlight) {
            return new Pace(EVENTS, inFlight, false);
        }

        /** So that live usage does not feel it: figures are in docs/performance.md. */
        static final Pace GENTLE = new Pace(EVENTS_BEFORE_A_REST, 1, true);
    }

    /** Bytes per request, below the node's limit of 1 MiB. */
    static final int BATCH_BYTES = 900 * 1024;

    private final EmitReader reader;
    private final EmitSender sender;
    private final EmitTally tally;
    private final Consumer<EmitItem.Bad> onBad;
    private final Pace pace;
    private final Semaphore free;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /**
     * @param pace how fast they are sent
     * @param onBad told of each line that cannot be sent
     */
    EmitRun(EmitReader reader, EmitSender sender, EmitTally tally, Pace pace, Consumer<EmitItem.Bad> onBad) {
        this.reader = reader;
        this.sender = sender;
        this.tally = tally;
        this.pace = pace;
        this.onBad = onBad;
        this.free = new Semaphore(pace.inFlight());
    }

    /**
     * Emits everything; returns when every event has an outcome.
     *
     * @throws CliFailure when the file cannot be read on, or the node refuses the request as such; what was sent
     *     before is in the tally
     */
    void run() throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(pace.inFlight());
        try {
            readAll(pool);
        } finally {
            pool.shutdown();
            while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                // Each batch gives up by itself after its time limit.
                Thread.onSpinWait();
            }
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void readAll(ExecutorService pool) throws IOException, InterruptedException {
        var batch = new ArrayList<EmitItem.Event>();
        int bytes = 0;
        // Once the node was given up, the rest would only wait in vain, batch by batch.
        for (EmitItem item = reader.next(); item != null; item = reader.next()) {
            if (stopped()) {
                tally.notSentFrom(item.line());
                break;
            }
            tally.read();
            if (item instanceof EmitItem.Bad bad) {
                tally.bad(bad);
                onBad.accept(bad);
            } else if (item instanceof EmitItem.Event event) {
                int size = event.json().getBytes(StandardCharsets.UTF_8).length + 1;
                if (batch.size() == pace.events() || bytes + size > BATCH_BYTES && !batch.isEmpty()) {
                    submit(pool, List.copyOf(batch));
                    batch.clear();
                    bytes = 0;
                }
                batch.add(event);
                bytes += size;
            }
        }
        if (!batch.isEmpty()) {
            submit(pool, List.copyOf(batch));
        }
    }

    private boolean stopped() {
        return failure.get() != null || tally.hasUnknown();
    }

    private void submit(ExecutorService pool, List<EmitItem.Event> batch) throws InterruptedException {
        free.acquire();
        pool.execute(() -> {
            try {
                long startNanos = System.nanoTime();
                sender.send(batch);
                if (pace.rests()) {
                    TimeUnit.NANOSECONDS.sleep(System.nanoTime() - startNanos);
                }
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                free.release();
            }
        });
    }
}
