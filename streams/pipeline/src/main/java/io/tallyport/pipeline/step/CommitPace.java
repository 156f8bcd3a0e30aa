package io.tallyport.pipeline.step;

/**
 * When to ask for a commit before its interval ends: at once for what products wait for, but with a pause since the
 * last commit, so that many changes share one. Times are nanoseconds of a monotonic clock.
 */
final class CommitPace {

    /** Five times the usual commit interval: waiting for that adds a fifth at most. */
    static final long OLD_MS = 500;

    private final long pauseNanos;
    private long committedNanos;
    private boolean wanted;

    CommitPace(long pauseNanos, long nowNanos) {
        this.pauseNanos = pauseNanos;
        this.committedNanos = nowNanos;
    }

    /**
     * Something was said that must not wait for the interval, unless it is old already: while a backlog is worked off,
     * commits of its own would only make all that is behind it wait longer (decision 0021).
     *
     * @param ageMs how long ago the record was appended that it was said about
     */
    void want(long ageMs) {
        wanted |= ageMs <= OLD_MS;
    }

    /** A commit began, whoever asked for it; it carries all that was wanted. */
    void committed(long nowNanos) {
        committedNanos = nowNanos;
        wanted = false;
    }

    /** Whether something waits for a commit. */
    boolean isWanted() {
        return wanted;
    }

    /** Whether to ask for a commit now. What is wanted within the pause stays wanted. */
    boolean isDue(long nowNanos) {
        return wanted && nowNanos - committedNanos >= pauseNanos;
    }
}
