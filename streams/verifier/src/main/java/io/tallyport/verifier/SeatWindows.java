package io.tallyport.verifier;

import io.tallyport.verifier.Readings.OfWindow;
import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What each window of the meters of seats was fed, in order, and by when. Time alone feeds them, too, and timers run in slices: for a
 * while a reading may hold what a day fed that has just begun, or not.
 */
final class SeatWindows {

    /** As long after a tick, and as many ticks, what was due by it is done. */
    private static final long PATIENCE_MS = 3_600_000L;

    private static final int PATIENCE_TICKS = 3;

    /** One feed. */
    static final class Fed {
        private final Combination combination;
        private final BigDecimal value;
        private final long earliestMs;
        /** Clock and tick at which it became due. */
        private final long dueMs;

        private final long dueTick;
        /** Readings of a later time hold it. */
        private long doneMs = Long.MAX_VALUE;

        private Fed(Combination combination, BigDecimal value, long earliestMs, long dueMs, long dueTick) {
            this.combination = combination;
            this.value = value;
            this.earliestMs = earliestMs;
            this.dueMs = dueMs;
            this.dueTick = dueTick;
        }

        /** Notes that something was decided at a time that comes behind it. */
        void done(long ms) {
            doneMs = Math.min(doneMs, ms);
        }

        private boolean isOpen() {
            return doneMs == Long.MAX_VALUE;
        }
    }

    private final Map<Counted, List<Fed>> windows = new HashMap<>();
    /** Those that wait for time to pass, the first due first. */
    private final ArrayDeque<Fed> waiting = new ArrayDeque<>();

    private long tick;
    private long nowMs;

    /** Notes that the clock went on. */
    void tick(long ms) {
        nowMs = ms;
        tick++;
        while (!waiting.isEmpty() && isDone(waiting.element())) {
            waiting.remove().done(ms);
        }
    }

    private boolean isDone(Fed fed) {
        return fed.dueMs + PATIENCE_MS <= nowMs && fed.dueTick + PATIENCE_TICKS <= tick;
    }

    /**
     * Makes a feed of a meter.
     *
     * @param earliestMs no reading of an earlier time holds it
     */
    Fed fed(Terms.Meter meter, BigDecimal value, long earliestMs) {
        return new Fed(meter.combination(), value, earliestMs, nowMs, tick);
    }

    /** Lets a feed count as done when enough time has passed. */
    void await(Fed fed) {
        waiting.add(fed);
    }

    void add(Counted window, Fed fed) {
        windows.computeIfAbsent(window, w -> new ArrayList<>()).add(fed);
    }

    /** How many of the last that a window was fed may not have been fed yet. */
    long mayLack(Counted window) {
        var all = windows.getOrDefault(window, List.of());
        int from = all.size();
        while (from > 0 && all.get(from - 1).isOpen()) {
            from--;
        }
        return (long) all.size() - from;
    }

    /** What a window comes to at least: of what may not have been fed yet, nothing. */
    BigDecimal sure(Window window) {
        var all = windows.getOrDefault(new Counted(window, 1, ""), List.of());
        BigDecimal sure = BigDecimal.ZERO;
        for (Fed fed : all) {
            if (!fed.isOpen()) {
                sure = fed.combination == Combination.MAX ? sure.max(fed.value) : sure.add(fed.value);
            }
        }
        return sure;
    }

    /**
     * Readings hold what had been fed by their time, and nothing else; that they hold it rightly is for {@link Totals} to say.
     *
     * @param isUnclear licenses of which the times are not known
     */
    void require(List<OfWindow> readings, Predicate<String> isUnclear, Findings findings) {
        for (OfWindow one : readings) {
            var all = windows.getOrDefault(one.window(), List.of());
            var reading = one.reading();
            if (reading.events() < 0
                    || reading.events() > all.size()
                    || isUnclear.test(one.window().window().license())) {
                continue;
            }
            int held = Math.toIntExact(reading.events());
            boolean isEarly = held > 0 && all.get(held - 1).earliestMs > reading.asOfMs();
            boolean isLate = held < all.size() && all.get(held).doneMs < reading.asOfMs();
            if (isEarly || isLate) {
                findings.differs(
                        reading.place(),
                        "reading-value",
                        one.window() + " as of " + reading.asOfMs() + " cannot hold " + (isEarly ? "so many" : "so few")
                                + " as " + held);
            }
        }
    }
}
