package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A version of a meter means one thing: what it counts may not change under the same version, or a window would hold
 * two meanings and nobody could say how much of each. And all versions put values together alike, so that a limit can
 * be held against all of them.
 */
public final class MeterMeaning {

    /** The changes from one revision to another that give a version of a meter another meaning. */
    public static List<CatalogProblem> changed(Catalog before, Catalog after) {
        return changed(before, after, after.meters().keySet());
    }

    /**
     * The same for some meters alone.
     *
     * @param ids the meters that are judged
     */
    public static List<CatalogProblem> changed(Catalog before, Catalog after, Set<String> ids) {
        var problems = new ArrayList<CatalogProblem>();
        int index = 0;
        for (Meter meter : after.meters().values()) {
            Meter was = before.meters().get(meter.id());
            if (was == null || !ids.contains(meter.id())) {
                index++;
                continue;
            }
            if (was.aggregation() != meter.aggregation()) {
                problems.add(new CatalogProblem(
                        "meters[" + index + "].aggregation",
                        "NOT_ALLOWED",
                        "meter " + meter.id() + " was of " + was.aggregation()
                                + ", and so are all versions of it: give a meter of " + meter.aggregation()
                                + " another id"));
            } else if (was.version() == meter.version() && !was.countsAs(meter)) {
                problems.add(new CatalogProblem(
                        "meters[" + index + "].version",
                        "NOT_ALLOWED",
                        "meter " + meter.id() + " would count something else (" + differences(was, meter)
                                + ") under the same version: raise version to " + (meter.version() + 1)
                                + ", or give it another id"));
            }
            index++;
        }
        return List.copyOf(problems);
    }

    /** The meters that are new, or of another version, against the revision before. */
    public static Set<String> brought(Catalog before, Catalog after) {
        var brought = new LinkedHashSet<String>();
        for (Meter meter : after.meters().values()) {
            Meter was = before.meters().get(meter.id());
            if (was == null || was.version() != meter.version()) {
                brought.add(meter.id());
            }
        }
        return brought;
    }

    private static String differences(Meter was, Meter is) {
        var names = new ArrayList<String>();
        if (!was.eventType().equals(is.eventType())) {
            names.add("eventType");
        }
        if (!was.filter().equals(is.filter())) {
            names.add("filter");
        }
        if (!was.value().equals(is.value())) {
            names.add("value");
        }
        if (!was.groups().equals(is.groups())) {
            names.add("groups");
        }
        if (!was.windows().equals(is.windows())) {
            names.add("windows");
        }
        return String.join(", ", names);
    }

    private MeterMeaning() {}
}
