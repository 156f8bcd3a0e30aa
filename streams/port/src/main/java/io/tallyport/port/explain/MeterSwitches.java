package io.tallyport.port.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When licenses went over to what a revision of the catalog counts of a meter in the past: by the answers to recounts that
 * were taken. Not thread-safe.
 */
final class MeterSwitches {

    private record Of(String license, String meter) {}

    /** By license and meter, the revision by the offset of the answer in {@code usage.events}. */
    private final Map<Of, NavigableMap<Long, Long>> switches = new HashMap<>();

    /**
     * Notes one.
     *
     * @param offset offset in {@code usage.events} of the answer that was taken
     * @param revision the revision that it goes over to
     */
    void note(String license, String meter, long offset, long revision) {
        switches.computeIfAbsent(new Of(license, meter), of -> new TreeMap<>()).put(offset, revision);
    }

    /**
     * The last revision that a license had gone over to; 0 if it never did.
     *
     * @param offset the first offset of {@code usage.events} that does not matter
     */
    long lastBefore(String license, String meter, long offset) {
        var of = switches.get(new Of(license, meter));
        return of == null
                ? 0
                : of.headMap(offset).values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
    }
}
