package io.tallyport.app.proof;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A legitimate user who asks again and again for what the license allows: each deny is a false one. */
final class SteadyChecks implements AutoCloseable {

    private static final long EVERY_MS = 50;

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger denied = new AtomicInteger();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var checking = new Thread(task, "steady-checks");
        checking.setDaemon(true);
        return checking;
    });

    SteadyChecks(HttpTester http, String license, String feature) {
        var unused =
                thread.scheduleWithFixedDelay(() -> check(http, license, feature), 0, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void check(HttpTester http, String license, String feature) {
        try {
            var answer = http.get("/v1/licenses/" + license + "/check/" + feature);
            if (answer.status() == 200) {
                answered.incrementAndGet();
                if (answer.json().path("verdict").asText().equals("DENY")) {
                    denied.incrementAndGet();
                }
            }
        } catch (IOException | RuntimeException e) {
            // The port is away: no answer is no deny; the client library has its own view for that time.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int answered() {
        return answered.get();
    }

    int denied() {
        return denied.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
