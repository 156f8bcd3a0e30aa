package io.tallyport.bench;

import java.time.Duration;

/**
 * One run of one side over the whole workload.
 *
 * @param side name of the side
 * @param counted false for a warm-up
 * @param events events decided on
 * @param start from the start of the application until its tasks run
 * @param duration from then until the last event is committed
 * @param cpu processor time of application and broker in that duration, on all cores
 */
record Pass(String side, boolean counted, long events, Duration start, Duration duration, Duration cpu) {

    long eventsPerSecond() {
        return events * 1_000_000_000L / Math.max(1, duration.toNanos());
    }

    /** Processor time per event, in nanoseconds: what a busy machine distorts least. */
    long cpuNanosPerEvent() {
        return cpu.toNanos() / Math.max(1, events);
    }
}
