package io.tallyport.domain.license;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param next the license afterwards; null if there is none
 * @param events what to append to the timeline, in order; empty if an internal command had nothing to do. For a repeat it is
 *     the answer given before, which the timeline holds already
 * @param repeated whether the command was answered before: nothing changed
 */
public record LicenseOutcome(@Nullable License next, List<LicenseTimelineEvent> events, boolean repeated) {
    public LicenseOutcome {
        events = List.copyOf(events);
    }

    /** Whether the license itself changed, so that its entitlement may have. */
    public boolean isChange() {
        return !repeated && events.stream().anyMatch(LicenseTimelineEvent::isChange);
    }
}
