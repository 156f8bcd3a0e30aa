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

    private final List<Meter> meters;
    /** Indices of meters that count every event. */
    private final int[] always;
    /** Indices of meters whose filters have to be asked one by one. */
    private final int[] asked;

    private final List<Dispatch> dispatches;

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

    /** All of them, in the order of the catalog. */
    public List<Meter> meters() {
        return meters;
    }

    /**
     * Those that an event feeds, in the order of the catalog.
     *
     * @throws FilterException if a filter has no answer for it, naming the first such meter
     */
    public List<Meter> of(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        if (always.length == meters.size()) {
            return meters;
        }
        var chosen = new boolean[meters.size()];
        int unanswered = meters.size();
        for (int i : always) {
            chosen[i] = true;
        }
        for (Dispatch dispatch : dispatches) {
            if (!dispatch.isSeenIn(data)) {
                // What that means is the language's to say.
                unanswered = Math.min(unanswered, ask(dispatch.all, chosen, source, subject, data));
            } else if (data.get(dispatch.path) instanceof String text) {
                for (int i : dispatch.byText.getOrDefault(text, NOBODY)) {
                    chosen[i] = true;
                }
            }
        }
        unanswered = Math.min(unanswered, ask(asked, chosen, source, subject, data));
        if (unanswered < meters.size()) {
            Meter meter = meters.get(unanswered);
            throw new FilterException(reason(meter, source, subject, data));
        }
        var fed = new ArrayList<Meter>(meters.size());
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i]) {
                fed.add(meters.get(i));
            }
        }
        return fed;
    }

    /** Asks some filters; returns the index of the first that has no answer, or a number past all. */
    private int ask(
            int[] indices,
            boolean[] chosen,
            String source,
            List<String> subject,
            Map<String, ? extends @Nullable Object> data) {
        for (int i : indices) {
            try {
                chosen[i] = meters.get(i).filter().matches(source, subject, data);
            } catch (FilterException e) {
                return i;
            }
        }
        return meters.size();
    }

    private static String reason(
            Meter meter, String source, List<String> subject, Map<String, ? extends @Nullable Object> data) {
        try {
            boolean answer = meter.filter().matches(source, subject, data);
            throw new IllegalStateException("filter '" + meter.filter() + "' had no answer, and now says " + answer);
        } catch (FilterException e) {
            return "the filter of meter " + meter.id() + " has no answer for this event: " + e.getMessage();
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
