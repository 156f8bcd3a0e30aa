package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.List;

/**
 * A version of a meter means one thing: what it counts may not change under the same version, or a window would hold
 * two meanings and nobody could say how much of each. And all versions put values together alike, so that a limit can
 * be held against all of them.
 */
public final class MeterMeaning {

    /** The changes from one revision to another that give a version of a meter another meaning. */
    public static List<CatalogProblem> changed(Catalog before, Catalog after) {
        var problems = new ArrayList<CatalogProblem>();
        int index = 0;
        for (Meter meter : after.meters().values()) {
            Meter was = before.meters().get(meter.id());
            if (was != null && was.aggregation() != meter.aggregation()) {
                problems.add(new CatalogProblem(
                        "meters[" + index + "].aggregation",
                        "NOT_ALLOWED",
                        "meter " + meter.id() + " was of " + was.aggregation()
                                + ", and so are all versions of it: give a meter of " + meter.aggregation()
                                + " another id"));
            } else if (was != null && was.version() == meter.version() && !was.countsAs(meter)) {
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

    /** Whether there are meters, or versions of them, that the revision before does not have. */
    public static boolean bringsMeters(Catalog before, Catalog after) {
        return after.meters().values().stream().anyMatch(meter -> {
            Meter was = before.meters().get(meter.id());
            return was == null || was.version() != meter.version();
        });
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
