package io.tallyport.app.demo;

import io.tallyport.client.EntitlementChecks;
import io.tallyport.domain.entitlement.Verdict;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The checks that products make. One thread polls each license whose quota was just used up, through the library, until
 * it is denied, and measures how long that took; another asks about licenses at random, through the library and over
 * HTTP.
 */
final class DemoChecks implements AutoCloseable {

    private static final long POLL_NANOS = 1_000_000;
    private static final long POLL_SHARE = 20;
    private static final long MISSED_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final int HTTP_EVERY = 5;

    private record Crossing(String license, String feature, long sentNanos) {}

    private final EntitlementChecks checks;
    private final DemoHttp http;
    private final List<DemoLicense> licenses;
    private final Random random;
    private final Queue<Crossing> announced = new ConcurrentLinkedQueue<>();
    private final DemoLatencies latencies = new DemoLatencies();
    private final List<AtomicLong> answers = List.of(new AtomicLong(), new AtomicLong(), new AtomicLong());
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong httpFailures = new AtomicLong();
    private final Thread poller = new Thread(this::poll, "demo-crossings");
    private final Thread asker = new Thread(this::ask, "demo-checks");
    private volatile boolean running = true;

    DemoChecks(EntitlementChecks checks, DemoHttp http, List<DemoLicense> licenses, long seed) {
        this.checks = checks;
        this.http = http;
        this.licenses = licenses;
        this.random = new Random(seed);
        poller.setDaemon(true);
        asker.setDaemon(true);
    }

    void start() {
        poller.start();
        asker.start();
    }

    /** The event that uses up a quota is about to be sent. */
    void crossing(String license, String feature) {
        open.incrementAndGet();
        announced.add(new Crossing(license, feature, System.nanoTime()));
    }

    /** Crossings that are neither denied nor given up. */
    long open() {
        return open.get();
    }

    /** Crossings that were not denied within thirty seconds. */
    int missed() {
        return Math.toIntExact(missed.get());
    }

    /** From the crossing event to the first denied check. */
    DemoLatencies latencies() {
        return latencies;
    }

    /** Answers so far: allowed, denied, alerted. */
    List<Long> answers() {
        return answers.stream().map(AtomicLong::get).toList();
    }

    /** HTTP checks that got no answer. */
    long httpFailures() {
        return httpFailures.get();
    }

    @Override
    public void close() {
        running = false;
        try {
            poller.join(2_000);
            asker.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        var waiting = new ArrayDeque<Crossing>();
        while (running || !waiting.isEmpty() || !announced.isEmpty()) {
            for (Crossing next = announced.poll(); next != null; next = announced.poll()) {
                waiting.add(next);
            }
            long began = System.nanoTime();
            waiting.removeIf(this::isSettled);
            // However many wait, asking takes a small share of the machine: it must not slow what it measures.
            LockSupport.parkNanos(Math.max(POLL_NANOS, POLL_SHARE * (System.nanoTime() - began)));
        }
    }

    private boolean isSettled(Crossing crossing) {
        Verdict verdict = checks.check(crossing.license(), crossing.feature(), "demo-crossing")
                .decision()
                .verdict();
        long waited = System.nanoTime() - crossing.sentNanos();
        count(verdict);
        if (verdict == Verdict.DENY) {
            latencies.add(waited);
        } else if (waited > MISSED_NANOS) {
            missed.incrementAndGet();
        } else {
            return false;
        }
        open.decrementAndGet();
        return true;
    }

    private void ask() {
        for (long turn = 1; running; turn++) {
            DemoLicense license = licenses.get(random.nextInt(licenses.size()));
            if (turn % HTTP_EVERY == 0) {
                askOverHttp(license);
            } else {
                count(checks.check(license.id(), license.feature(), license.product())
                        .decision()
                        .verdict());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void askOverHttp(DemoLicense license) {
        try {
            count(Verdict.valueOf(http.check(license.id(), license.feature())));
        } catch (IOException | IllegalArgumentException e) {
            httpFailures.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Verdict verdict) {
        int place = switch (verdict) {
            case ALLOW -> 0;
            case DENY -> 1;
            case ALERT -> 2;
        };
        answers.get(place).incrementAndGet();
    }
}
