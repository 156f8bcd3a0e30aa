package io.tallyport.verifier;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What stands of one period of one license, and what was stated of it. Levels go on through periods: see {@link Levels}. */
final class PeriodUse {

    /**
     * What one line speaks of.
     *
     * @param fromMs start of the part of the period
     * @param meter meter id
     * @param version its version
     * @param group group; empty for all
     */
    record Cell(long fromMs, String meter, int version, String group) implements Comparable<Cell> {
        private static final Comparator<Cell> ORDER = Comparator.comparingLong(Cell::fromMs)
                .thenComparing(Cell::meter)
                .thenComparingInt(Cell::version)
                .thenComparing(Cell::group);

        /** The order of lines. */
        @Override
        public int compareTo(Cell other) {
            return ORDER.compare(this, other);
        }

        boolean isTotal() {
            return group.isEmpty();
        }
    }

    /** What was stated of a cell so far. */
    record Stated(BigDecimal quantity, BigDecimal overage, long events, boolean estimate) {
        static final Stated NOTHING = new Stated(BigDecimal.ZERO, BigDecimal.ZERO, 0, false);
    }

    /** The events of a cell put together. */
    static final class Sum {
        private Together together;
        /** What it was before a recount of which it is not known whether it was of this part of the period, too. */
        private @Nullable BigDecimal other;

        private Sum(Together together) {
            this.together = together;
        }

        long events() {
            return together.events();
        }

        BigDecimal value() {
            return together.value();
        }

        boolean isEstimate() {
            return together.isEstimate();
        }

        Combination combination() {
            return together.combination();
        }

        /** Whether a recount is awaited, or may be. */
        boolean isUnsure() {
            return together.isStale() || other != null;
        }

        boolean isStale() {
            return together.isStale();
        }

        /** Whether a statement may say this value. */
        boolean mayBe(BigDecimal said, boolean isSplit) {
            return said.compareTo(value()) == 0
                    || other != null && said.compareTo(other) == 0
                    || isSplit && together.isStale() && said.compareTo(together.trueValue()) == 0;
        }

        /** What was stated as it is without doubt was recounted. */
        private void settle(BigDecimal stated) {
            if (together.isStale() && stated.compareTo(together.trueValue()) == 0) {
                // Equal to the value from before, too, it may wait still; then there is nothing to adjust either way.
                together.recount();
            }
            if (other != null && stated.compareTo(together.value()) == 0) {
                other = null;
            }
        }

        private void recount(boolean isSplit) {
            if (together.isStale()) {
                BigDecimal before = together.value();
                together.recount();
                other = isSplit && before.compareTo(together.value()) != 0 ? before : null;
            }
        }
    }

    final long fromMs;
    final long toMs;
    private final Map<Cell, Sum> sums = new HashMap<>();
    /** What is of no subject, of each version of a meter that keeps subjects, in the whole period. */
    private final Map<Cell, Sum> unattributed = new HashMap<>();

    private final Map<Cell, Stated> stated = new HashMap<>();
    private long counted;
    private long voided;
    private long digestHigh;
    private long digestLow;

    PeriodUse(long fromMs, long toMs) {
        this.fromMs = fromMs;
        this.toMs = toMs;
    }

    /** Adds an event; it may have been taken back before. */
    void add(
            UsageEventV1 event,
            Map<Terms.Meter, Added> values,
            PlanTimeline.Part part,
            boolean again,
            boolean corrected) {
        if (again) {
            voided--;
        } else {
            counted++;
        }
        digest(event, true);
        values.forEach((meter, added) -> {
            if (!meter.isLevel()) {
                feed(meter, added, event.getTimeMs(), part, corrected);
            }
        });
    }

    /** Takes an event back. */
    void remove(UsageEventV1 event, Map<Terms.Meter, Added> values, PlanTimeline.Part part) {
        voided++;
        digest(event, false);
        values.forEach((meter, added) -> {
            if (meter.isLevel()) {
                return;
            }
            sum(part, meter, "", true).together.remove(event.getTimeMs(), added.value());
            if (!added.group().isEmpty()) {
                sum(part, meter, added.group(), true).together.remove(event.getTimeMs(), added.value());
            }
            if (added.subjects().contains(SubjectPaths.UNATTRIBUTED)) {
                ofNoSubject(meter, true).together.remove(event.getTimeMs(), added.value());
            }
        });
    }

    private Sum sum(PlanTimeline.Part part, Terms.Meter meter, String group, boolean corrected) {
        var cell = new Cell(part.fromMs(), meter.id(), meter.version(), group);
        return sums.computeIfAbsent(cell, c -> new Sum(new Together(meter.combination(), corrected)));
    }

    private Sum ofNoSubject(Terms.Meter meter, boolean corrected) {
        var cell = new Cell(fromMs, meter.id(), meter.version(), SubjectPaths.UNATTRIBUTED);
        return unattributed.computeIfAbsent(cell, c -> new Sum(new Together(meter.combination(), corrected)));
    }

    /** A version of a meter, or a group of it, was recounted. */
    void recounted(String meter, int version, String group, boolean isSplit) {
        var whole = unattributed.get(new Cell(fromMs, meter, version, group));
        if (whole != null) {
            whole.recount(false);
        }
        sums.forEach((cell, sum) -> {
            if (cell.meter().equals(meter)
                    && cell.version() == version
                    && cell.group().equals(group)) {
                sum.recount(isSplit);
            }
        });
    }

    /** The same in the part that begins then, and in no other. */
    void recountedPart(long partFromMs, String meter, int version, String group) {
        sums.forEach((cell, sum) -> {
            if (cell.fromMs() == partFromMs
                    && cell.meter().equals(meter)
                    && cell.version() == version
                    && cell.group().equals(group)) {
                sum.recount(false);
                sum.other = null;
            }
        });
    }

    /** Takes out all that a meter was fed, in all its versions: it is fed anew. Whether anything was there. */
    boolean clear(String meter) {
        unattributed.forEach((cell, sum) -> {
            if (cell.meter().equals(meter)) {
                sum.together = new Together(sum.together.combination(), true);
            }
        });
        boolean found = false;
        for (var entry : sums.entrySet()) {
            if (entry.getKey().meter().equals(meter)) {
                var sum = entry.getValue();
                // What was stated of it still is: the cell stays, with nothing in it.
                sum.together = new Together(sum.together.combination(), true);
                sum.other = null;
                found = true;
            }
        }
        return found;
    }

    /** Feeds a version of a meter what an event adds that was noted before. */
    void feed(Terms.Meter meter, Added added, long timeMs, PlanTimeline.Part part, boolean corrected) {
        sum(part, meter, "", corrected).together.add(timeMs, added.value());
        if (!added.group().isEmpty()) {
            sum(part, meter, added.group(), corrected).together.add(timeMs, added.value());
        }
        if (!added.subjects().isEmpty()) {
            var sum = ofNoSubject(meter, corrected);
            if (added.subjects().contains(SubjectPaths.UNATTRIBUTED)) {
                sum.together.add(timeMs, added.value());
            }
        }
    }

    /** What is of no subject, of each version of a meter with subjects of which something stands. */
    Map<Cell, Sum> unattributed() {
        var standing = new TreeMap<Cell, Sum>();
        unattributed.forEach((cell, sum) -> {
            boolean isUsed = sums.entrySet().stream()
                    .anyMatch(one -> one.getKey().meter().equals(cell.meter())
                            && one.getKey().version() == cell.version()
                            && one.getKey().isTotal()
                            && one.getValue().events() > 0);
            if (isUsed) {
                standing.put(cell, sum);
            }
        });
        return standing;
    }

    /** All cells that something was counted in, but for those of levels, which are kept for as long as a license lives. */
    Map<Cell, Sum> sums() {
        return sums;
    }

    Stated stated(Cell cell) {
        return stated.getOrDefault(cell, Stated.NOTHING);
    }

    Set<Cell> statedCells() {
        return stated.keySet();
    }

    /** Notes what was stated, so that a later statement says what is different then. */
    void state(Cell cell, Stated what) {
        stated.put(cell, what);
        var sum = sums.get(cell);
        if (sum != null) {
            sum.settle(what.quantity());
        }
    }

    boolean isUnsure() {
        return sums.values().stream().anyMatch(Sum::isUnsure);
    }

    /** Events that were ever counted. */
    long counted() {
        return counted;
    }

    /** Those that no longer stand. */
    long voided() {
        return voided;
    }

    /** Events that count. */
    long standing() {
        return counted - voided;
    }

    /** Of the ids that stand. */
    String digest() {
        return "%016x%016x".formatted(digestHigh, digestLow);
    }

    private void digest(UsageEventV1 event, boolean add) {
        var hash = Hashing.xxh3_128().hashCharsTo128Bits(event.getSource() + '\u0000' + event.getId());
        long high = hash.getMostSignificantBits();
        long low = hash.getLeastSignificantBits();
        if (add) {
            digestLow += low;
            digestHigh += high + (Long.compareUnsigned(digestLow, low) < 0 ? 1 : 0);
        } else {
            digestHigh -= high + (Long.compareUnsigned(digestLow, low) < 0 ? 1 : 0);
            digestLow -= low;
        }
    }
}
