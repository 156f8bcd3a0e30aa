package io.tallyport.readmodel;

import io.tallyport.readmodel.LicenseTerm.Gap;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the term of one license from its timeline, event by event, in any order. */
final class LicenseTerms {

    /** By version: an answer that stands there again stands there once. */
    private final TreeMap<Long, TimelineEvent> events = new TreeMap<>();

    void add(TimelineEvent event) {
        if (event.isChange()) {
            events.put(event.version(), event);
        }
    }

    /** The term; empty if there is no such license. */
    Optional<LicenseTerm> term() {
        if (events.isEmpty()) {
            return Optional.empty();
        }
        var gaps = new ArrayList<Gap>();
        Long endedMs = null;
        for (TimelineEvent event : events.values()) {
            if (event.isOver()) {
                endedMs = endedMs == null ? (Long) event.lastMs() : endedMs;
            } else if (endedMs != null) {
                gaps.add(new Gap(endedMs, event.atMs()));
                endedMs = null;
            }
        }
        TimelineEvent newest = events.lastEntry().getValue();
        return Optional.of(new LicenseTerm(
                newest.license(),
                newest.customer(),
                newest.timeZone(),
                newest.anchorMs(),
                events.firstEntry().getValue().atMs(),
                endedMs != null ? endedMs : lastMs(newest.endsAtMs()),
                gaps));
    }

    private static long lastMs(@Nullable Long endsAtMs) {
        return endsAtMs == null ? Long.MAX_VALUE : endsAtMs - 1;
    }
}
