package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The corrections of a license's events that were taken, by the record that counted the event. Not thread-safe. */
final class Corrections {

    /**
     * One that was taken.
     *
     * @param kind VOID, RESTORE or AMEND
     * @param stands whether the event stood after it
     * @param commandId the command
     * @param author who asked
     * @param reason why
     * @param other of an amendment the id of the event that took the place; of a move the license; else empty
     */
    record Taken(String kind, boolean stands, String commandId, String author, String reason, String other) {}

    private final Map<Origin, NavigableMap<Long, Taken>> byEvent = new HashMap<>();
    private int size;

    /**
     * Notes one.
     *
     * @param event the record that counted the event
     * @param offset offset of the correction in {@code usage.events}
     */
    void note(Origin event, long offset, Taken taken) {
        byEvent.computeIfAbsent(event, at -> new TreeMap<>()).put(offset, taken);
        size++;
    }

    /** How many are kept. */
    int size() {
        return size;
    }

    /** The last one of an event; null if it was never corrected. */
    @Nullable Taken last(Origin event) {
        return lastBefore(event, Long.MAX_VALUE);
    }

    /** Whether an event stands. Voids and restores take turns, so the last one says. */
    boolean stands(Origin event) {
        return standsBefore(event, Long.MAX_VALUE);
    }

    /**
     * Whether an event stood.
     *
     * @param offset the first offset of {@code usage.events} whose correction does not matter
     */
    boolean standsBefore(Origin event, long offset) {
        Taken last = lastBefore(event, offset);
        return last == null || last.stands();
    }

    private @Nullable Taken lastBefore(Origin event, long offset) {
        var story = byEvent.get(event);
        var last = story == null ? null : story.lowerEntry(offset);
        return last == null ? null : last.getValue();
    }
}
