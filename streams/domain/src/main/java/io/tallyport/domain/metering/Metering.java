package io.tallyport.domain.metering;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.GroupBy;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSelection;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the values that an event adds to the meters it feeds. All or nothing: one bad value rejects the event. */
public final class Metering {

    /** Digits that a quantity may have, before and after the point together. */
    public static final int MAX_DIGITS = 38;

    /** Digits that a quantity may have after the point. */
    public static final int MAX_SCALE = 18;

    /**
     * What one event adds to one meter.
     *
     * @param meter the meter
     * @param value exact; not negative where values are added; one for a meter that counts; of a level its change by its time
     * @param detail what its total must remember; null where the value says it all
     * @param group the group of the meter that it belongs to ({@link GroupKey}); empty if the meter has none
     * @param subjects the cells of its subject and of those above it ({@link Subjects}); none if the meter keeps none
     */
    public record Contribution(
            Meter meter, BigDecimal value, @Nullable Detail detail, String group, List<String> subjects) {

        /** To a meter without subjects. */
        public Contribution(Meter meter, BigDecimal value, @Nullable Detail detail, String group) {
            this(meter, value, detail, group, List.of());
        }

        /** To a meter without groups. */
        public Contribution(Meter meter, BigDecimal value, @Nullable Detail detail) {
            this(meter, value, detail, "");
        }

        /** The total of a window that holds this event alone. */
        public Total total() {
            return new Total(value, 1, detail);
        }

        /** Whether it adds to a group or subject of its meter; to all of the meter, whose name is empty, always. */
        public boolean isOf(String cell) {
            return cell.isEmpty() || cell.equals(group) || subjects.contains(cell);
        }
    }

    /**
     * What an event adds, or why it cannot be counted.
     *
     * @param contributions one per meter; empty if rejected
     * @param rejection null if all is well
     */
    public record Measurement(
            List<Contribution> contributions, @Nullable Rejection rejection) {}

    /** Measures an event for those meters of its type that it feeds. */
    public static Measurement measure(
            UsageEvent event, MeterSelection selection, Expression expression, Sketch.Maker sketches) {
        List<Meter> meters;
        try {
            meters = selection.of(event.timeMs(), event.source(), event.subjectPath(), event.values());
        } catch (FilterException e) {
            return new Measurement(
                    List.of(),
                    new Rejection(
                            RejectionReason.FILTER_FAILED, "data", java.util.Objects.requireNonNull(e.getMessage())));
        }
        var contributions = new ArrayList<Contribution>(meters.size());
        List<String> path = null;
        for (Meter meter : meters) {
            String group;
            try {
                group = meter.groups().isEmpty() ? "" : GroupKey.of(meter.groups(), event);
                if (group == null) {
                    return new Measurement(List.of(), tooLong(meter, event));
                }
            } catch (FilterException e) {
                return new Measurement(
                        List.of(),
                        new Rejection(
                                RejectionReason.GROUP_FAILED, "data", "meter " + meter.id() + ": " + e.getMessage()));
            }
            List<String> subjects = List.of();
            if (meter.hasSubjects()) {
                path = path == null ? Subjects.cells(event.subjectPath()) : path;
                if (path == null) {
                    return new Measurement(List.of(), subjectTooLong(meter));
                }
                subjects = path;
            }
            if (meter.aggregation() == Aggregation.COUNT) {
                contributions.add(new Contribution(meter, BigDecimal.ONE, null, group, subjects));
                continue;
            }
            Object value = expression.valueAt(event, meter.value());
            Rejection rejection = judge(meter, value);
            if (value == null || rejection != null) {
                return new Measurement(List.of(), rejection);
            }
            contributions.add(contribution(meter, value, event.timeMs(), group, subjects, sketches));
        }
        return new Measurement(contributions, null);
    }

    private static Rejection tooLong(Meter meter, UsageEvent event) throws FilterException {
        GroupBy by = GroupKey.tooLong(meter.groups(), event);
        return new Rejection(
                RejectionReason.GROUP_TOO_LONG,
                by.isField() ? "data." + by.name() : "data",
                "meter " + meter.id() + " has groups by " + by.name() + ": a value has at most "
                        + GroupKey.LONGEST_VALUE + " characters, and all of them with their names "
                        + GroupKey.LONGEST_BYTES + " bytes");
    }

    private static Rejection subjectTooLong(Meter meter) {
        return new Rejection(
                RejectionReason.SUBJECT_TOO_LONG,
                "subject",
                "meter " + meter.id() + " keeps subjects: a path has at most " + Subjects.MOST_ELEMENTS
                        + " elements of " + Subjects.LONGEST_ELEMENT + " characters, and " + Subjects.LONGEST_BYTES
                        + " bytes in all");
    }

    private static Contribution contribution(
            Meter meter, Object value, long timeMs, String group, List<String> subjects, Sketch.Maker sketches) {
        return switch (meter.aggregation()) {
            case UNIQUE_COUNT -> new Contribution(meter, BigDecimal.ONE, Distinct.of(value, sketches), group, subjects);
            case LATEST -> new Contribution(meter, exact(value), new LatestAt(timeMs), group, subjects);
            case TIME_WEIGHTED -> {
                BigDecimal by = exact(value);
                yield new Contribution(
                        meter, by.multiply(BigDecimal.valueOf(timeMs)), new LevelChange(by), group, subjects);
            }
            case COUNT, SUM, MIN, MAX, AVG -> new Contribution(meter, exact(value), null, group, subjects);
        };
    }

    private static @Nullable Rejection judge(Meter meter, @Nullable Object value) {
        if (value == null) {
            return new Rejection(
                    RejectionReason.VALUE_MISSING,
                    field(meter),
                    "meter " + meter.id() + " needs a "
                            + (meter.aggregation() == Aggregation.UNIQUE_COUNT ? "value" : "number")
                            + " there; there is none");
        }
        boolean isNumber = value instanceof Long || value instanceof BigDecimal;
        if (meter.aggregation() == Aggregation.UNIQUE_COUNT && !isNumber) {
            return null;
        }
        if (!isNumber) {
            return new Rejection(
                    RejectionReason.VALUE_NOT_NUMERIC,
                    field(meter),
                    "meter " + meter.id() + " needs a number there, not "
                            + (value instanceof Boolean ? "a boolean" : "text"));
        }
        BigDecimal number = exact(value);
        if (number.signum() < 0 && meter.aggregation().isAdditive()) {
            return new Rejection(
                    RejectionReason.VALUE_NEGATIVE,
                    field(meter),
                    "meter " + meter.id() + " cannot add a negative quantity");
        }
        if (number.precision() > MAX_DIGITS || number.scale() > MAX_SCALE || number.scale() < -MAX_DIGITS) {
            return new Rejection(
                    RejectionReason.VALUE_TOO_LARGE,
                    field(meter),
                    "a quantity has at most " + MAX_DIGITS + " digits, " + MAX_SCALE + " of them after the point");
        }
        return null;
    }

    private static String field(Meter meter) {
        return "data." + meter.value();
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) number;
    }

    private Metering() {}
}
