package io.tallyport.verifier;

import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The events that may be counted again by another version of a meter, by the records that brought them. */
final class CountedEvents {

    /** One event, and what it feeds now. */
    static final class Fed {
        private final Place record;
        private final UsageEventV1 event;
        private final long revision;
        /** The revision that says which version of a meter it is of, where that is not the one that counted it. */
        private final Map<String, Long> revisions = new HashMap<>();

        private Map<Terms.Meter, Added> values;
        private boolean stands = true;

        private Fed(Place record, UsageEventV1 event, Map<Terms.Meter, Added> values, long revision) {
            this.record = record;
            this.event = event;
            this.values = values;
            this.revision = revision;
        }

        Place record() {
            return record;
        }

        long timeMs() {
            return event.getTimeMs();
        }

        /** What it adds, by meter. */
        Map<Terms.Meter, Added> values() {
            return values;
        }

        /** Whether it was not taken back. */
        boolean stands() {
            return stands;
        }

        /** The revision that says which version of a meter it is of. */
        long revisionOf(String meter) {
            return revisions.getOrDefault(meter, revision);
        }

        /** From now on it is of the version of a meter that a revision names for its time; what that cannot measure feeds it nothing. */
        void measure(String meter, Terms terms) {
            var next = new LinkedHashMap<>(values);
            next.keySet().removeIf(version -> version.id().equals(meter));
            var versions = terms.metersOf(event.getType(), timeMs()).stream()
                    .filter(version -> version.id().equals(meter))
                    .toList();
            next.putAll(Quantities.measure(event, versions).values());
            values = next;
            revisions.put(meter, terms.revision());
        }
    }

    private final PastVersions past;
    private final Map<String, Map<Place, Fed>> byLicense = new HashMap<>();

    CountedEvents(PastVersions past) {
        this.past = past;
    }

    /** Notes an event that was counted. */
    void counted(Place record, UsageEventV1 event, Windows windows, Map<Terms.Meter, Added> values, long revision) {
        if (past.concern(windows, event.getTimeMs())) {
            byLicense
                    .computeIfAbsent(event.getLicense(), l -> new LinkedHashMap<>())
                    .put(record, new Fed(record, event, values, revision));
        }
    }

    /** Notes that what a record brought was taken back, or stands again. */
    void stands(String license, Place record, boolean stands) {
        var fed = byLicense.getOrDefault(license, Map.of()).get(record);
        if (fed != null) {
            fed.stands = stands;
        }
    }

    /** Hands on all of a license, also those that were taken back: they may come again. */
    void forEach(String license, Consumer<Fed> taker) {
        byLicense.getOrDefault(license, Map.of()).values().forEach(taker);
    }
}
