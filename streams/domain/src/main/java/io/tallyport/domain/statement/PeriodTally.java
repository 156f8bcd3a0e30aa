package io.tallyport.domain.statement;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many events of a license were counted in each period, and which stand. Immutable and flat: the usual event, of the
 * latest period, makes one object.
 */
public final class PeriodTally {

    /** Nothing was counted yet. */
    public static final PeriodTally NONE =
            new PeriodTally(Long.MIN_VALUE, Count.NONE, Long.MIN_VALUE, Collections.emptyNavigableMap());

    private final long fromMs;
    private final long counted;
    private final long voided;
    private final long high;
    private final long low;
    private final long latestMs;
    private final NavigableMap<Long, Count> older;

    /**
     * The events of one period.
     *
     * @param counted how many were ever counted
     * @param voided how many of them no longer stand
     * @param high upper half of the sum, modulo 2^128, of the digests of those that stand
     * @param low lower half of it
     */
    public record Count(long counted, long voided, long high, long low) {

        /** No event. */
        public static final Count NONE = new Count(0, 0, 0, 0);

        /** How many stand. */
        public long standing() {
            return counted - voided;
        }

        /** Whether the same events stand: as many, and with the same digests. */
        public boolean standsAs(Count that) {
            return standing() == that.standing() && high == that.high && low == that.low;
        }

        private Count merge(Count that) {
            long sum = low + that.low;
            long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
            return new Count(counted + that.counted, voided + that.voided, high + that.high + carry, sum);
        }
    }

    /**
     * What is known of some periods.
     *
     * @param fromMs start of the latest
     * @param latest its events
     * @param latestMs time of the latest event that was ever counted; {@link Long#MIN_VALUE} if none was
     * @param older the events of the periods before it, by their start
     */
    public PeriodTally(long fromMs, Count latest, long latestMs, NavigableMap<Long, Count> older) {
        this.fromMs = fromMs;
        this.counted = latest.counted;
        this.voided = latest.voided;
        this.high = latest.high;
        this.low = latest.low;
        this.latestMs = latestMs;
        this.older = older;
    }

    private PeriodTally(PeriodTally before, long timeMs, long moreHigh, long moreLow) {
        fromMs = before.fromMs;
        counted = before.counted + 1;
        voided = before.voided;
        low = before.low + moreLow;
        high = before.high + moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
        latestMs = Math.max(before.latestMs, timeMs);
        older = before.older;
    }

    /**
     * With an event that was counted.
     *
     * @param periodFromMs start of its period
     * @param timeMs its time
     * @param high upper half of its digest
     * @param low lower half
     * @param keepFromMs periods before it are dropped when a new one begins
     */
    public PeriodTally counted(long periodFromMs, long timeMs, long high, long low, long keepFromMs) {
        return periodFromMs == fromMs
                ? new PeriodTally(this, timeMs, high, low)
                : merged(periodFromMs, new Count(1, 0, high, low), timeMs, keepFromMs);
    }

    /** With one that no longer stands. */
    public PeriodTally voided(long periodFromMs, long high, long low) {
        long negative = -low;
        return merged(periodFromMs, new Count(0, 1, -high - (low == 0 ? 0 : 1), negative), latestMs, Long.MIN_VALUE);
    }

    /** With one that stands again. */
    public PeriodTally restored(long periodFromMs, long high, long low) {
        return merged(periodFromMs, new Count(0, -1, high, low), latestMs, Long.MIN_VALUE);
    }

    private PeriodTally merged(long periodFromMs, Count more, long timeMs, long keepFromMs) {
        long latest = Math.max(latestMs, timeMs);
        if (periodFromMs == fromMs) {
            return new PeriodTally(fromMs, latest().merge(more), latest, older);
        }
        var rest = new TreeMap<>(older.tailMap(keepFromMs, true));
        if (periodFromMs < fromMs) {
            rest.merge(periodFromMs, more, Count::merge);
            return new PeriodTally(fromMs, latest(), latest, Collections.unmodifiableNavigableMap(rest));
        }
        if (fromMs != Long.MIN_VALUE && fromMs >= keepFromMs) {
            rest.put(fromMs, latest());
        }
        return new PeriodTally(periodFromMs, more, latest, Collections.unmodifiableNavigableMap(rest));
    }

    /** The same where events up to an instant may have been counted that are not in it. */
    public PeriodTally notBefore(long timeMs) {
        return new PeriodTally(fromMs, latest(), Math.max(latestMs, timeMs), older);
    }

    /** The events of a period. */
    public Count of(long periodFromMs) {
        return periodFromMs == fromMs ? latest() : older.getOrDefault(periodFromMs, Count.NONE);
    }

    /** The events of a period and all after it. */
    public Count from(long periodFromMs) {
        Count sum = Count.NONE;
        for (Count count : older.tailMap(periodFromMs, true).values()) {
            sum = sum.merge(count);
        }
        return fromMs >= periodFromMs ? sum.merge(latest()) : sum;
    }

    /** Whether an event was counted in a period, or in one after it. */
    public boolean isUsedFrom(long periodFromMs) {
        return firstUsedFromMs(periodFromMs) != Long.MAX_VALUE;
    }

    /** Start of the first period, from one on, in which an event was counted; {@link Long#MAX_VALUE} if there is none. */
    public long firstUsedFromMs(long periodFromMs) {
        for (var period : older.tailMap(periodFromMs, true).entrySet()) {
            if (period.getValue().counted > 0) {
                return period.getKey();
            }
        }
        return fromMs >= periodFromMs && counted > 0 ? fromMs : Long.MAX_VALUE;
    }

    /** Start of the latest period; {@link Long#MIN_VALUE} if nothing was counted. */
    public long fromMs() {
        return fromMs;
    }

    /** The events of the latest period. */
    public Count latest() {
        return new Count(counted, voided, high, low);
    }

    /** Time of the latest event that was ever counted; {@link Long#MIN_VALUE} if none was. */
    public long latestMs() {
        return latestMs;
    }

    /** The events of the periods before the latest, by their start. */
    public NavigableMap<Long, Count> older() {
        return older;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeriodTally that
                && fromMs == that.fromMs
                && latestMs == that.latestMs
                && latest().equals(that.latest())
                && older.equals(that.older);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fromMs, latest(), latestMs, older);
    }

    @Override
    public String toString() {
        return "PeriodTally[" + fromMs + ": " + latest() + ", before: " + older + ']';
    }
}
