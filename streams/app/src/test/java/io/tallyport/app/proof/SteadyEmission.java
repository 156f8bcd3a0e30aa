package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.app.proof.HttpTester.Reply;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A product that emits at a steady rate over HTTP and sends each batch again, under the same ids, until it is
 * acknowledged; some batches it sends twice for no reason at all. It keeps its own account of what it emitted.
 */
final class SteadyEmission {

    private static final int LICENSES = 40;
    private static final int BATCH = 50;
    private static final long EVERY_MS = 40;
    private static final Instant START = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Duration RETRIED_FOR = Duration.ofSeconds(120);

    private final HttpTester http;
    private final long everyMs;
    private final List<String> licenses =
            IntStream.range(0, LICENSES).mapToObj(i -> "crash-" + i).toList();
    private final int planned;
    private final Set<TestEvent> emitted = new HashSet<>();
    private final Random random;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var emitting = new Thread(task, "steady-emission");
        emitting.setDaemon(true);
        return emitting;
    });
    private volatile boolean goesOn;
    private volatile Future<?> running = CompletableFuture.completedFuture(null);

    SteadyEmission(HttpTester http, int events, long seed) {
        this(http, events, seed, EVERY_MS);
    }

    /** The same with a pause of so many milliseconds from one batch to the next, if the last one was answered by then. */
    SteadyEmission(HttpTester http, int events, long seed, long everyMs) {
        this.http = http;
        this.everyMs = everyMs;
        this.random = new Random(seed);
        this.planned = (events + BATCH - 1) / BATCH * BATCH;
    }

    /** Goes on past the planned events until {@link #finish} is called. */
    void goOn() {
        goesOn = true;
    }

    /** Ends it, once the planned events are emitted. */
    void finish() {
        goesOn = false;
    }

    void start() {
        running = thread.scheduleAtFixedRate(this::emitNextBatch, 0, everyMs, TimeUnit.MILLISECONDS);
    }

    List<String> licenses() {
        return licenses;
    }

    /** Whether so many events will have been acknowledged at some time. */
    boolean reaches(int events) {
        return goesOn || events < planned;
    }

    /** Events that were acknowledged so far. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Waits until everything is acknowledged. */
    void awaitEnd(Duration within) throws InterruptedException, ExecutionException {
        if (!ended.await(within.toMillis(), TimeUnit.MILLISECONDS)) {
            if (running.isDone()) {
                running.get();
            }
            throw new AssertionError("only " + acknowledged + " events were acknowledged within " + within);
        }
    }

    /** Emits a new event once more; whether it was decided. */
    boolean emitNew(String id) throws IOException, InterruptedException {
        var event = event(licenses.get(0), id);
        synchronized (emitted) {
            emitted.add(event);
        }
        var answer = http.emitRaw(List.of(event), "?wait=verdict&timeout=2000");
        return answer.status() == 200;
    }

    /** Emits one more event of each license, again and again, until all are decided: every partition is back then. */
    void awaitOneOfEach(String id, Duration within) throws InterruptedException {
        var events = licenses.stream().map(license -> event(license, id)).toList();
        synchronized (emitted) {
            emitted.addAll(events);
        }
        Await.until(
                "every partition decides",
                within,
                () -> http.emitRaw(events, "?wait=verdict&timeout=2000").status() == 200);
    }

    Set<String> identities() {
        var identities = new HashSet<String>();
        emitted.forEach(event -> identities.add(event.license() + "|" + event.source() + "|" + event.id()));
        return identities;
    }

    long events(String license) {
        return emitted.stream().filter(event -> event.license().equals(license)).count();
    }

    BigDecimal bytes(String license) {
        return emitted.stream()
                .filter(event -> event.license().equals(license))
                .map(event -> new BigDecimal(event.bytes()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Holds what the topics say against this account: one verdict each, each event counted once, every total exact. */
    void requireExact(IndependentBooks books) {
        books.requireOneVerdictEach();
        assertEquals(identities(), books.countedIdentities());
        for (String license : licenses) {
            for (String window : List.of("HOUR", "DAY", "MONTH")) {
                assertEquals(
                        0,
                        new BigDecimal(events(license)).compareTo(books.total(license, "calls", window)),
                        license + " calls per " + window);
                assertEquals(
                        0,
                        bytes(license).compareTo(books.total(license, "bytes", window)),
                        license + " bytes per " + window);
            }
        }
    }

    private static TestEvent event(String license, String id) {
        int spread = Math.floorMod((license + id).hashCode(), 10_000);
        // With a time of its own, or the edge would stamp each try differently and the retry would be a conflict.
        return new TestEvent(
                license, "acme/web", id, "api.call", START.minusMillis(spread).toString(), spread + ".25");
    }

    private void emitNextBatch() {
        int index = next.getAndIncrement();
        if (index * BATCH >= planned && !goesOn) {
            ended.countDown();
            running.cancel(false);
            return;
        }
        var batch = IntStream.range(index * BATCH, (index + 1) * BATCH)
                .mapToObj(i -> event(licenses.get(random.nextInt(LICENSES)), "e" + i))
                .toList();
        synchronized (emitted) {
            emitted.addAll(batch);
        }
        int times = random.nextInt(10) == 0 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            sendUntilAcknowledged(batch);
        }
        acknowledged.addAndGet(batch.size());
    }

    private void sendUntilAcknowledged(List<TestEvent> batch) {
        try {
            Await.until("batch is acknowledged", RETRIED_FOR, () -> {
                Reply answer = http.emitRaw(batch, "");
                if (answer.status() >= 400 && answer.status() < 500) {
                    throw new IllegalStateException("refused: " + answer);
                }
                return answer.status() == 202;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
