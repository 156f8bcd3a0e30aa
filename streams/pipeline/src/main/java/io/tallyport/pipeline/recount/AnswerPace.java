package io.tallyport.pipeline.recount;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Spreads answers out. They lie among live usage, and each changes a license as a whole: written at once, those of 25,000 licenses held
 * it up for three seconds.
 */
final class AnswerPace {

    private static final int AT_ONCE = 10;
    private static final int PER_SECOND = 500;

    private final CountDownLatch closing;
    private long startNanos;
    private long sent;

    /** @param closing ends the waiting when it is counted down */
    AnswerPace(CountDownLatch closing) {
        this.closing = closing;
    }

    /** Waits, now and then, after an answer was sent. */
    void sent() {
        if (sent == 0) {
            // Counting took its time; that is not to be made up for.
            startNanos = System.nanoTime();
        }
        sent++;
        if (sent % AT_ONCE != 0) {
            return;
        }
        long dueNanos = startNanos + sent * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        try {
            if (closing.await(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("the node stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
