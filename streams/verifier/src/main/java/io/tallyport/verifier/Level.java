package io.tallyport.verifier;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * One level over time: the changes of it that stand, in the order of their times, and what it comes to, stretch by stretch: each is as
 * high as the level is in it, and as long as until the next change. Nothing is rounded but what is said in hours.
 */
final class Level {

    private static final BigDecimal MS_PER_HOUR = BigDecimal.valueOf(3_600_000);
    /** More than are ever said. */
    private static final int DECIMALS = 24;
    /** So many are said. */
    private static final int SAID_DECIMALS = 18;

    /** What is said is rounded where windows and parts end, from the start of the month on. */
    private static final BigDecimal NEXT_TO_NOTHING = new BigDecimal("1E-15");

    /** All that changes at one instant. */
    private static final class Change {
        private BigDecimal by = BigDecimal.ZERO;
        private long events;
        /** The level until then. */
        private BigDecimal before = BigDecimal.ZERO;
        /** What all stretches until then come to, in value times ms. */
        private BigDecimal area = BigDecimal.ZERO;

        private long eventsBefore;
    }

    private final TreeMap<Long, Change> changes = new TreeMap<>();
    /** From here on, what lies before each change has to be worked out again; once for all changes of a commit. */
    private long unsettledFromMs = Long.MAX_VALUE;

    /** Adds what an event changes. */
    void add(long timeMs, BigDecimal by) {
        var change = changes.computeIfAbsent(timeMs, t -> new Change());
        change.by = change.by.add(by);
        change.events++;
        unsettledFromMs = Math.min(unsettledFromMs, timeMs);
    }

    /** Takes out what an event changed; false if nothing changed then. */
    boolean remove(long timeMs, BigDecimal by) {
        var change = changes.get(timeMs);
        if (change == null) {
            return false;
        }
        change.by = change.by.subtract(by);
        change.events--;
        if (change.events == 0) {
            changes.remove(timeMs);
        }
        unsettledFromMs = Math.min(unsettledFromMs, timeMs);
        return true;
    }

    /** Takes out all changes from an instant on. */
    void clearFrom(long ms) {
        changes.tailMap(ms, true).clear();
        unsettledFromMs = Math.min(unsettledFromMs, ms);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Time of the first change; there must be one. */
    long firstMs() {
        return changes.firstKey();
    }

    /** Time of the last change; there must be one. */
    long lastMs() {
        return changes.lastKey();
    }

    /** The level that all changes before an instant come to. */
    BigDecimal before(long ms) {
        settle();
        var last = changes.lowerEntry(ms);
        return last == null ? BigDecimal.ZERO : after(last.getValue());
    }

    /** How many events change it in a window. */
    long events(long fromMs, long toMs) {
        settle();
        return eventsBefore(toMs) - eventsBefore(fromMs);
    }

    /**
     * What a window comes to by some instant, in value times milliseconds. Where that lies before changes in the window, which are ahead
     * of the clock then, it is drawn back from the last of them, as high as it is there.
     */
    BigDecimal valueMs(long fromMs, long toMs, long byMs) {
        settle();
        long untilMs = Math.min(toMs, Math.max(fromMs, byMs));
        var last = changes.lowerEntry(toMs);
        if (last == null || last.getKey() <= untilMs) {
            return area(untilMs).subtract(area(fromMs));
        }
        long lastMs = last.getKey();
        return area(lastMs)
                .subtract(area(fromMs))
                .subtract(after(last.getValue()).multiply(BigDecimal.valueOf(lastMs - untilMs)));
    }

    /** What a window comes to by some instant, in value times hours. */
    BigDecimal value(long fromMs, long toMs, long byMs) {
        return valueMs(fromMs, toMs, byMs).divide(MS_PER_HOUR, DECIMALS, RoundingMode.HALF_EVEN);
    }

    /** Value times milliseconds as it is held against limits: in hours, to 18 decimals. */
    static BigDecimal said(BigDecimal valueMs) {
        return valueMs.divide(MS_PER_HOUR, SAID_DECIMALS, RoundingMode.HALF_EVEN);
    }

    /** Whether two quantities differ by no more than rounding may. */
    static boolean isNear(BigDecimal one, BigDecimal other) {
        return one.subtract(other).abs().compareTo(NEXT_TO_NOTHING) < 0;
    }

    private BigDecimal area(long ms) {
        var last = changes.lowerEntry(ms);
        return last == null ? BigDecimal.ZERO : last.getValue().area.add(stretch(last.getKey(), last.getValue(), ms));
    }

    private long eventsBefore(long ms) {
        var last = changes.lowerEntry(ms);
        return last == null ? 0 : last.getValue().eventsBefore + last.getValue().events;
    }

    private static BigDecimal after(Change change) {
        return change.before.add(change.by);
    }

    private static BigDecimal stretch(long changeMs, Change change, long untilMs) {
        return after(change).multiply(BigDecimal.valueOf(untilMs - changeMs));
    }

    private void settle() {
        if (unsettledFromMs == Long.MAX_VALUE) {
            return;
        }
        Map.Entry<Long, Change> last = changes.lowerEntry(unsettledFromMs);
        for (var next : changes.tailMap(unsettledFromMs, true).entrySet()) {
            var change = next.getValue();
            var earlier = last == null ? new Change() : last.getValue();
            change.before = after(earlier);
            change.area =
                    last == null ? BigDecimal.ZERO : earlier.area.add(stretch(last.getKey(), earlier, next.getKey()));
            change.eventsBefore = earlier.eventsBefore + earlier.events;
            last = next;
        }
        unsettledFromMs = Long.MAX_VALUE;
    }
}
