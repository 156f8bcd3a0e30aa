package io.tallyport.app.demo;

import java.time.Instant;

/**
 * What a demo run is asked for.
 *
 * @param seconds how long the products emit, in real seconds
 * @param ratePerSecond events per real second, roughly: the day has a rhythm
 * @param seed of everything that is random
 */
public record DemoSettings(int seconds, int ratePerSecond, long seed) {

    /** Where simulated time begins: in the middle of a month, so that none ends during the run. */
    public static final Instant START = Instant.parse("2026-03-09T06:00:00Z");

    private static final int LONGEST_SECONDS = 24 * 3600;
    private static final int MOST_PER_SECOND = 20_000;
    private static final long USUAL_FACTOR = 1_800;
    private static final long MOST_SIMULATED_SECONDS = 18L * 24 * 3600;

    public DemoSettings {
        if (seconds < 5 || seconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException("--seconds must be from 5 to " + LONGEST_SECONDS + ", is " + seconds);
        }
        if (ratePerSecond < 50 || ratePerSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException(
                    "--rate must be from 50 to " + MOST_PER_SECOND + ", is " + ratePerSecond);
        }
    }

    /** Simulated seconds per real second: 30 minutes, or less in a long run, so that it ends in the same month. */
    public long clockFactor() {
        return Math.max(1, Math.min(USUAL_FACTOR, MOST_SIMULATED_SECONDS / (seconds + 60L)));
    }

    /** How long the products emit, in real ms. */
    long emitMs() {
        return seconds * 1000L;
    }
}
