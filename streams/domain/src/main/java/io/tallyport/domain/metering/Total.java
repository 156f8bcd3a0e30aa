package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a window holds. {@link BigDecimal} adds in a scaled {@code long} while the digits fit, and stays exact past it.
 *
 * @param value sum, smallest, largest or latest value, or how many there are; of a mean the sum; of a level the sum of
 *     its changes, each by its time in ms since the epoch ({@link LevelUsage})
 * @param events how many events were counted into it; 0 is the identity of every aggregation
 * @param detail what else must be remembered; null where the value says it all
 */
public record Total(BigDecimal value, long events, @Nullable Detail detail) {

    public static final Total ZERO = new Total(BigDecimal.ZERO, 0);

    /** Decimals of a mean. */
    private static final int MEAN_DECIMALS = 18;

    /** A total whose value says it all. */
    public Total(BigDecimal value, long events) {
        this(value, events, null);
    }

    /** Both together: associative, and the same whichever comes first. */
    public Total merge(Aggregation aggregation, Total more) {
        if (events == 0) {
            return more;
        }
        if (more.events == 0) {
            return this;
        }
        long count = Math.addExact(events, more.events);
        return switch (aggregation) {
            case COUNT, SUM, AVG -> new Total(value.add(more.value), count);
            case MIN -> new Total(isBefore(value, more.value) ? value : more.value, count);
            case MAX -> new Total(isBefore(value, more.value) ? more.value : value, count);
            case LATEST -> {
                Total latest = isLater(more) ? more : this;
                yield new Total(latest.value, count, latest.detail);
            }
            case TIME_WEIGHTED -> new Total(value.add(more.value), count, new LevelChange(change().add(more.change())));
            case UNIQUE_COUNT -> {
                var all = distinct().merge(more.distinct());
                yield new Total(BigDecimal.valueOf(all.count()), count, all);
            }
        };
    }

    /**
     * This without what was once merged into it; null if that cannot be told from it, because no more is known than the
     * smallest, largest or latest value, or the different ones.
     *
     * @throws NotCountedException if it holds nothing
     */
    public @Nullable Total remove(Aggregation aggregation, Total less) {
        if (events < less.events) {
            throw new NotCountedException("there are " + events + " events, and " + less.events + " are taken away");
        }
        long left = events - less.events;
        if (left == 0) {
            return ZERO;
        }
        return switch (aggregation) {
            case COUNT, SUM, AVG -> new Total(value.subtract(less.value), left);
            case MIN -> value.compareTo(less.value) < 0 ? new Total(value, left) : null;
            case MAX -> value.compareTo(less.value) > 0 ? new Total(value, left) : null;
            case LATEST -> {
                int order = Long.compare(at(this), at(less));
                boolean stays = order > 0 || order == 0 && value.compareTo(less.value) > 0;
                yield stays ? new Total(value, left, detail) : null;
            }
            case TIME_WEIGHTED ->
                new Total(value.subtract(less.value), left, new LevelChange(change().subtract(less.change())));
            case UNIQUE_COUNT -> null;
        };
    }

    /** This with fewer events and the value that it had: it has to be recounted. */
    Total withoutEvents(long less) {
        return new Total(value, events - less, detail);
    }

    /**
     * What a reading says: the mean where one is asked for, else the value.
     *
     * @throws IllegalArgumentException of a level, which depends on the windows before ({@link LevelUsage})
     */
    public BigDecimal reading(Aggregation aggregation) {
        if (aggregation == Aggregation.TIME_WEIGHTED) {
            throw new IllegalArgumentException("what a level comes to depends on the windows before");
        }
        if (aggregation != Aggregation.AVG || events == 0) {
            return value;
        }
        BigDecimal mean = value.divide(BigDecimal.valueOf(events), MEAN_DECIMALS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
        return mean.scale() < 0 ? mean.setScale(0) : mean;
    }

    /** Whether the value is exact and not estimated. */
    public boolean isExact() {
        return !(detail instanceof Distinct distinct) || distinct.isExact();
    }

    /** By how much a level changed. */
    public BigDecimal change() {
        return detail instanceof LevelChange change ? change.by() : BigDecimal.ZERO;
    }

    private boolean isLater(Total more) {
        int order = Long.compare(at(more), at(this));
        return order > 0 || order == 0 && isBefore(value, more.value);
    }

    private static long at(Total total) {
        return ((LatestAt) Objects.requireNonNull(total.detail)).timeMs();
    }

    private Distinct distinct() {
        return (Distinct) Objects.requireNonNull(detail);
    }

    /** Smaller; of equal numbers the one that is written shorter, so that the order of arrival shows nowhere. */
    private static boolean isBefore(BigDecimal a, BigDecimal b) {
        int order = a.compareTo(b);
        return order < 0 || order == 0 && a.scale() <= b.scale();
    }
}
