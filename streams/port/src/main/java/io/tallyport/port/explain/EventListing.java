package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The events that are shown: at most so many, those first of which there is something to say. Not thread-safe. */
final class EventListing {

    /**
     * An event behind the number.
     *
     * @param source its source
     * @param id its id
     * @param timeMs its time, ms since the epoch
     * @param at the record that brought it
     * @param zone zone of its period when it was counted
     * @param meterVersion version of the meter that counts it
     * @param recountedBy the revision that made it so; 0 if that version counted it at first
     * @param group group of the meter; empty if it has none
     * @param value what it adds, or the value that it brings
     * @param stands whether it counts
     * @param afterStatement whether it came after the statement of its period
     * @param amends id of the event whose place it took; else empty
     * @param corrected the last correction of it; null if there was none
     */
    record Shown(
            String source,
            String id,
            long timeMs,
            Origin at,
            String zone,
            int meterVersion,
            long recountedBy,
            String group,
            String value,
            boolean stands,
            boolean afterStatement,
            String amends,
            Corrections.@Nullable Taken corrected) {

        private boolean isPlain() {
            return stands && !afterStatement && amends.isEmpty() && corrected == null;
        }
    }

    private static final Comparator<Shown> BY_TIME = Comparator.comparingLong(Shown::timeMs)
            .thenComparing(shown -> shown.at().topic())
            .thenComparingLong(shown -> shown.at().offset())
            .thenComparingInt(Shown::meterVersion);
    private static final Comparator<Shown> BY_INTEREST =
            Comparator.comparing(Shown::isPlain).thenComparing(BY_TIME);

    private final int most;
    private final PriorityQueue<Shown> least = new PriorityQueue<>(BY_INTEREST.reversed());
    private long offered;

    EventListing(int most) {
        this.most = most;
    }

    void offer(Shown shown) {
        offered++;
        least.add(shown);
        if (least.size() > most) {
            least.remove();
        }
    }

    /** How many there are in all. */
    long offered() {
        return offered;
    }

    /** Those that are shown, by their time. */
    List<Shown> shown() {
        return least.stream().sorted(BY_TIME).toList();
    }
}
