package io.tallyport.app.node;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Logs ticks that failed: the first at once, then one line in ten seconds that says how many there were. Thread-safe. */
final class FailureLog {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The vendor's serializer quotes whole schemas. */
    private static final int REASON_CHARS_MAX = 300;

    private final Logger log;
    private long lastNanos;
    private long suppressed;
    private boolean any;

    FailureLog(Logger log) {
        this.log = log;
    }

    synchronized void report(String what, Throwable failure) {
        long nowNanos = System.nanoTime();
        if (any && nowNanos - lastNanos < QUIET_NANOS) {
            suppressed++;
            return;
        }
        String reason = failure.toString();
        log.warn(
                "a tick failed, {}: {} ({} more since the last line)",
                what,
                reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX)),
                suppressed);
        any = true;
        lastNanos = nowNanos;
        suppressed = 0;
    }
}
