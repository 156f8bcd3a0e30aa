package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The meters that events of one type may feed, and which of them an event does. Filters that ask whether a field is a
 * text are answered together, by one look-up for each field, however many there are; every other one is asked.
 */
public final class MeterSelection {

    /** No meter. */
    public static final MeterSelection NONE = new MeterSelection(List.of());

    private static final int[] NOBODY = {};

    /** What is known of a meter without asking its filter; null = it is not fed. */
    private enum Answer {
        YES,
        ASK
    }

    private final List<Meter> meters;
    /** Indices of meters that count every event. */
    private final int[] always;
    /** Indices of meters whose filters have to be asked one by one. */
    private final int[] asked;

    private final List<Dispatch> dispatches;
    /** Whether a version of a meter takes over from another at an instant. */
    private final boolean timed;

    /**
     * The meters for each text of one field.
     *
     * @param path the field
     * @param above paths of the fields above it
     * @param byText indices of the meters, by text
     * @param all indices of all of them
     */
    private record Dispatch(String path, List<String> above, Map<String, int[]> byText, int[] all) {

        /** Whether the field is a value, and not one that hides below another. */
        boolean isSeenIn(Map<String, ? extends @Nullable Object> data) {
            for (String field : above) {
                if (data.containsKey(field)) {
                    return false;
                }
            }
            return data.get(path) != null;
        }
    }

    MeterSelection(List<Meter> meters) {
        this.meters = List.copyOf(meters);
        this.timed = !meters.stream().allMatch(Meter::isUntimed);
        var byPath = new HashMap<String, Map<String, int[]>>();
        int[] always = NOBODY;
        int[] asked = NOBODY;
        for (int i = 0; i < meters.size(); i++) {
            Filter filter = meters.get(i).filter();
            var equality = filter.equality();
            if (filter.equals(Filter.ALL)) {
                always = with(always, i);
            } else if (equality.isPresent()) {
                int index = i;
                byPath.computeIfAbsent(equality.get().path(), path -> new HashMap<>())
                        .compute(equality.get().text(), (text, known) -> with(known == null ? NOBODY : known, index));
            } else {
                asked = with(asked, i);
            }
        }
        this.always = always;
        this.asked = asked;
        var dispatches = new ArrayList<Dispatch>();
        byPath.forEach(
                (path, byText) -> dispatches.add(new Dispatch(path, above(path), Map.copyOf(byText), all(byText))));
        this.dispatches = List.copyOf(dispatches);
    }

    /** One version of a meter alone, for events of its time. */
    public static MeterSelection alone(Meter meter) {
        return new MeterSelection(List.of(meter));
    }

    /** All of them, in the order of the catalog. */
    public List<Meter> meters() {
        return meters;
    }

    /**
     * Those that an event feeds, in the order of the catalog.
     *
     * @param timeMs time of the event
     * @throws FilterException if a filter has no answer for it, naming the first such meter
     */
    public List<Meter> of(
            long timeMs, String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        if (always.length == meters.size() && !timed) {
            return meters;
        }
        var answers = new @Nullable Answer[meters.size()];
        for (int i : always) {
            answers[i] = Answer.YES;
        }
        for (int i : asked) {
            answers[i] = Answer.ASK;
        }
        for (Dispatch dispatch : dispatches) {
            if (!dispatch.isSeenIn(data)) {
                // What that means is the language's to say.
                for (int i : dispatch.all) {
                    answers[i] = Answer.ASK;
                }
            } else if (data.get(dispatch.path) instanceof String text) {
                for (int i : dispatch.byText.getOrDefault(text, NOBODY)) {
                    answers[i] = Answer.YES;
                }
            }
        }
        var fed = new ArrayList<Meter>(meters.size());
        for (int i = 0; i < answers.length; i++) {
            Meter meter = meters.get(i);
            if (timed && !meter.isOf(timeMs)) {
                continue;
            }
            if (answers[i] == Answer.YES || answers[i] == Answer.ASK && isFed(meter, source, subject, data)) {
                fed.add(meter);
            }
        }
        return fed;
    }

    private static boolean isFed(
            Meter meter, String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        try {
            return meter.filter().matches(source, subject, data);
        } catch (FilterException e) {
            throw new FilterException(
                    "the filter of meter " + meter.id() + " has no answer for this event: " + e.getMessage());
        }
    }

    private static List<String> above(String path) {
        var above = new ArrayList<String>();
        for (int point = path.indexOf('.'); point >= 0; point = path.indexOf('.', point + 1)) {
            above.add(path.substring(0, point));
        }
        return above;
    }

    private static int[] all(Map<String, int[]> byText) {
        return byText.values().stream().flatMapToInt(Arrays::stream).sorted().toArray();
    }

    private static int[] with(int[] indices, int one) {
        int[] more = Arrays.copyOf(indices, indices.length + 1);
        more[indices.length] = one;
        return more;
    }
}
