package io.tallyport.verifier;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of one window put together, with plain collections. */
final class Together {

    private static final int EXACT_VALUES = 256;
    private static final int SKETCH_PRECISION = 12;
    private static final int MEAN_DECIMALS = 18;
    private static final String NO_TOTAL = "what a level comes to is no matter of one window's values";

    /** One event. */
    private record One(long timeMs, Object value) {}

    private final Combination combination;
    private final boolean remembers;
    /** How often each event came, where that may be asked for. */
    private final Map<One, Integer> remembered = new LinkedHashMap<>();

    private boolean stale;
    private boolean wasStale;
    private BigDecimal value = BigDecimal.ZERO;
    private long events;
    private long latestMs = Long.MIN_VALUE;
    private @Nullable Set<String> different = new HashSet<>();
    private @Nullable UltraLogLog sketch;

    Together(Combination combination) {
        this(combination, false);
    }

    /**
     * Values that come together.
     *
     * @param corrected whether events may be taken out again
     */
    Together(Combination combination, boolean corrected) {
        this.combination = combination;
        this.remembers = corrected
                && combination != Combination.COUNT
                && combination != Combination.SUM
                && combination != Combination.AVG;
    }

    void add(long timeMs, Object one) {
        boolean first = events == 0;
        events = Math.addExact(events, 1);
        if (remembers) {
            remembered.merge(new One(timeMs, one), 1, Integer::sum);
        }
        switch (combination) {
            case COUNT -> value = value.add(BigDecimal.ONE);
            case SUM, AVG -> value = value.add((BigDecimal) one);
            case MIN -> value = first || value.compareTo((BigDecimal) one) > 0 ? (BigDecimal) one : value;
            case MAX -> value = first || value.compareTo((BigDecimal) one) < 0 ? (BigDecimal) one : value;
            case LATEST -> {
                if (timeMs > latestMs || timeMs == latestMs && value.compareTo((BigDecimal) one) < 0) {
                    value = (BigDecimal) one;
                    latestMs = timeMs;
                }
            }
            case UNIQUE_COUNT -> addDifferent(one);
            case TIME_WEIGHTED -> throw new IllegalStateException(NO_TOTAL);
        }
    }

    /** Whether the value without one of its events follows from what is known: else all others must be looked at. */
    private boolean canTellWithout(long timeMs, Object one) {
        return switch (combination) {
            case COUNT, SUM, AVG -> true;
            case MIN -> value.compareTo((BigDecimal) one) < 0;
            case MAX -> value.compareTo((BigDecimal) one) > 0;
            case LATEST -> latestMs > timeMs || latestMs == timeMs && value.compareTo((BigDecimal) one) > 0;
            case UNIQUE_COUNT -> false;
            case TIME_WEIGHTED -> throw new IllegalStateException(NO_TOTAL);
        };
    }

    /** Takes an event out; where the others must be looked at, the value stays until {@link #recount}. */
    void remove(long timeMs, Object one) {
        boolean clear = canTellWithout(timeMs, one);
        events--;
        if (remembers) {
            remembered.computeIfPresent(new One(timeMs, one), (o, times) -> times == 1 ? null : times - 1);
        }
        if (events == 0) {
            forget();
        } else if (combination == Combination.COUNT) {
            value = value.subtract(BigDecimal.ONE);
        } else if (combination == Combination.SUM || combination == Combination.AVG) {
            value = value.subtract((BigDecimal) one);
        }
        stale |= !clear && events > 0;
        wasStale |= stale;
    }

    /** Whether it ever was. */
    boolean wasStale() {
        return wasStale;
    }

    /** Whether an event was taken out that may have made the value what it is. */
    boolean isStale() {
        return stale;
    }

    /** What the events come to that are there, whether or not {@link #recount} was called. */
    BigDecimal trueValue() {
        if (!stale) {
            return value();
        }
        var anew = new Together(combination, true);
        anew.remembered.putAll(remembered);
        anew.recount();
        return anew.value();
    }

    /** Whether the value is an estimate. */
    boolean isEstimate() {
        return sketch != null;
    }

    Combination combination() {
        return combination;
    }

    /** Puts the events together anew. */
    void recount() {
        var all = new ArrayList<>(remembered.entrySet());
        remembered.clear();
        forget();
        events = 0;
        for (var one : all) {
            for (int i = 0; i < one.getValue(); i++) {
                add(one.getKey().timeMs, one.getKey().value);
            }
        }
        stale = false;
    }

    private void forget() {
        value = BigDecimal.ZERO;
        latestMs = Long.MIN_VALUE;
        different = new HashSet<>();
        sketch = null;
        stale = false;
    }

    long events() {
        return events;
    }

    /** What a reading must say. */
    BigDecimal value() {
        return combination == Combination.AVG && events > 0
                ? value.divide(BigDecimal.valueOf(events), MEAN_DECIMALS, RoundingMode.HALF_EVEN)
                : value;
    }

    /** The value of several parts of one window, each with events of its own. */
    static BigDecimal value(List<Together> parts) {
        // One that nothing is left in has no extreme, not an extreme of zero.
        var fed = parts.stream().filter(part -> part.events > 0).toList();
        if (fed.size() <= 1) {
            return fed.isEmpty() ? BigDecimal.ZERO : fed.get(0).value();
        }
        var all = new Together(fed.get(0).combination);
        fed.forEach(all::addPart);
        return all.value();
    }

    private void addPart(Together part) {
        switch (combination) {
            case COUNT, SUM, AVG -> value = value.add(part.value);
            case MIN, MAX, LATEST -> add(part.latestMs, part.value);
            case UNIQUE_COUNT -> addAll(part);
            case TIME_WEIGHTED -> throw new IllegalStateException(NO_TOTAL);
        }
        events = Math.addExact(events, part.events);
    }

    private void addAll(Together part) {
        if (part.different != null) {
            part.different.forEach(this::addText);
        } else {
            var all = UltraLogLog.create(SKETCH_PRECISION).add(Objects.requireNonNull(part.sketch));
            if (sketch == null) {
                Objects.requireNonNull(different).forEach(known -> all.add(hash(known)));
            } else {
                all.add(sketch);
            }
            sketch = all;
            different = null;
            value = BigDecimal.valueOf(Math.round(all.getDistinctCountEstimate()));
        }
    }

    private void addDifferent(Object one) {
        String text = one instanceof BigDecimal number
                ? "n" + number.stripTrailingZeros().toPlainString()
                : (one instanceof Boolean ? "b" : "s") + one;
        addText(text);
    }

    private void addText(String text) {
        if (sketch != null) {
            sketch.add(hash(text));
        } else {
            var few = Objects.requireNonNull(different);
            few.add(text);
            if (few.size() > EXACT_VALUES) {
                var all = UltraLogLog.create(SKETCH_PRECISION);
                few.forEach(known -> all.add(hash(known)));
                sketch = all;
                different = null;
            }
        }
        value = BigDecimal.valueOf(
                sketch == null
                        ? Objects.requireNonNull(different).size()
                        : Math.round(sketch.getDistinctCountEstimate()));
    }

    private static long hash(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
