package io.tallyport.domain.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        for (Meter latest : after.meters().values()) {
            List<Meter> versions = latest.versions();
            for (int i = versions.size() - 1; i >= 0; i--, index++) {
                if (ids.contains(latest.id())) {
                    judge(before.meters().get(latest.id()), versions.get(i), "meters[" + index + "]", problems);
                }
            }
        }
        return List.copyOf(problems);
    }

    private static void judge(@Nullable Meter latestBefore, Meter meter, String path, List<CatalogProblem> problems) {
        if (latestBefore == null) {
            return;
        }
        if (latestBefore.aggregation() != meter.aggregation()) {
            problems.add(new CatalogProblem(
                    path + ".aggregation",
                    "NOT_ALLOWED",
                    "meter " + meter.id() + " was of " + latestBefore.aggregation()
                            + ", and so are all versions of it: give a meter of " + meter.aggregation()
                            + " another id"));
            return;
        }
        for (Meter was : latestBefore.versions()) {
            if (was.version() == meter.version() && !was.countsAs(meter)) {
                problems.add(new CatalogProblem(
                        path + ".version",
                        "NOT_ALLOWED",
                        "meter " + meter.id() + " would count something else (" + differences(was, meter)
                                + ") under the same version: raise version to " + (latestBefore.version() + 1)
                                + ", or give it another id"));
            }
        }
    }

    /**
     * Where nothing would count events that still may come, although the revision before does: a version that begins at an
     * instant stands beside the one that counts what was before.
     *
     * @param acceptedFromMs no older event is accepted
     */
    public static List<CatalogProblem> uncovered(Catalog before, Catalog after, long acceptedFromMs) {
        var problems = new ArrayList<CatalogProblem>();
        int index = 0;
        for (Meter latest : after.meters().values()) {
            List<Meter> versions = latest.versions();
            Meter first = versions.get(versions.size() - 1);
            Meter was = before.meters().get(latest.id());
            if (was != null
                    && first.fromMs() > acceptedFromMs
                    && was.versions().stream().anyMatch(version -> version.fromMs() < first.fromMs())) {
                problems.add(new CatalogProblem(
                        "meters[" + index + "].from",
                        "NOT_ALLOWED",
                        "nothing would count late events of " + latest.id() + " of before "
                                + Instant.ofEpochMilli(first.fromMs()) + ": keep version " + was.version()
                                + " beside version " + first.version()));
            }
            index += versions.size();
        }
        return List.copyOf(problems);
    }

    /**
     * The meters of which a revision brings a version that begins at an instant that has come: what was counted before has to
     * be counted again from there on.
     *
     * @return the instant by meter, in ms; the earliest, if there are several such versions
     */
    public static Map<String, Long> startingBy(Catalog before, Catalog after, long timeMs) {
        var past = new LinkedHashMap<String, Long>();
        for (Meter latest : after.meters().values()) {
            for (Meter version : latest.versions()) {
                if (version.fromMs() != Meter.ALWAYS && version.fromMs() <= timeMs && isBrought(before, version)) {
                    past.put(latest.id(), version.fromMs());
                }
            }
        }
        return past;
    }

    /** Whether a revision brings a version of a meter, against the revision before. */
    public static boolean isBrought(Catalog before, Meter version) {
        Meter latest = before.meters().get(version.id());
        return latest == null || latest.versions().stream().noneMatch(was -> was.version() == version.version());
    }

    /** The meters that are new, or have a version that is, against the revision before. */
    public static Set<String> brought(Catalog before, Catalog after) {
        var brought = new LinkedHashSet<String>();
        for (Meter meter : after.meters().values()) {
            if (meter.versions().stream().anyMatch(version -> isBrought(before, version))) {
                brought.add(meter.id());
            }
        }
        return brought;
    }

    private static String differences(Meter was, Meter is) {
        var names = new ArrayList<String>();
        if (was.fromMs() != is.fromMs()) {
            names.add("from");
        }
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
        if (was.hasSubjects() != is.hasSubjects()) {
            names.add("subjects");
        }
        if (!was.windows().equals(is.windows())) {
            names.add("windows");
        }
        return String.join(", ", names);
    }

    private MeterMeaning() {}
}
