package io.tallyport.readmodel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Folds the timeline of a license into what it was at an instant. Events count by their own instants, for a change of plan may
 * hold later than what was decided behind it; of those that count, the one with the highest version has the last word. So they
 * may come in any order, and more than once. Not thread-safe.
 */
final class LicenseFold {

    private final long atMs;
    private boolean issued;
    private @Nullable TimelineEvent last;
    /** Each event names the plan that was decided last; from when on it holds, this one says. */
    private @Nullable TimelineEvent planned;

    private @Nullable TimelineEvent held;

    /** @param atMs the instant, ms since the epoch */
    LicenseFold(long atMs) {
        this.atMs = atMs;
    }

    void add(TimelineEvent event) {
        if (!event.isChange() || event.atMs() > atMs) {
            return;
        }
        last = later(last, event);
        switch (event.type()) {
            case "ISSUED" -> {
                issued = true;
                planned = later(planned, event);
            }
            case "PLAN_CHANGED" -> planned = later(planned, event);
            case "QUARANTINED", "RELEASED" -> held = later(held, event);
            default -> {}
        }
    }

    /** The license then; empty if it was not issued yet. */
    Optional<LicenseThen> then() {
        if (!issued || last == null || planned == null) {
            return Optional.empty();
        }
        boolean quarantined = held != null && held.type().equals("QUARANTINED");
        return Optional.of(LicenseThen.of(last, planned.plan(), quarantined));
    }

    private static TimelineEvent later(@Nullable TimelineEvent before, TimelineEvent event) {
        return before == null || before.version() < event.version() ? event : before;
    }
}
