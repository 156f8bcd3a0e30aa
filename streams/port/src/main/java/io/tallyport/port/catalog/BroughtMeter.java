package io.tallyport.port.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.CatalogProblem;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterMeaning;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.port.answer.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of a meter that a revision brings, which the one before did not have. Pure.
 *
 * @param path where it stands in the document
 * @param version the version; it knows those that stand before it
 */
public record BroughtMeter(String path, Meter version) {

    private static final long AHEAD_MS = UsageAdmission.FUTURE_TOLERANCE.toMillis();
    /** A day more than events are accepted for, because ticks come in steps. */
    private static final long COVERED_MS =
            UsageAdmission.ACCEPTANCE_LIMIT.plus(Duration.ofDays(1)).toMillis();

    /** The versions that a revision brings, in the order of the document. */
    public static List<BroughtMeter> of(Catalog before, Catalog after) {
        var brought = new ArrayList<BroughtMeter>();
        int index = 0;
        for (Meter latest : after.meters().values()) {
            List<Meter> versions = latest.versions();
            for (int i = versions.size() - 1; i >= 0; i--, index++) {
                if (MeterMeaning.isBrought(before, versions.get(i))) {
                    brought.add(new BroughtMeter("meters[" + index + "]", versions.get(i)));
                }
            }
        }
        return List.copyOf(brought);
    }

    /**
     * Those that begin in the past, so that what was counted is counted again. Before the first revision nothing was.
     *
     * @param nowMs the time now; events may be so much ahead of it that a beginning just behind it is in the past too
     */
    public static List<BroughtMeter> recounted(Catalog before, Catalog after, long nowMs) {
        return before.revision() == 0
                ? List.of()
                : of(before, after).stream()
                        .filter(brought ->
                                brought.isTimed() && brought.version().fromMs() <= nowMs + AHEAD_MS)
                        .toList();
    }

    /** What is wrong with the instants at which versions begin. */
    static List<CatalogProblem> problems(Catalog before, Catalog after, long nowMs) {
        var problems = new ArrayList<>(MeterMeaning.uncovered(before, after, nowMs - COVERED_MS));
        long earliestMs = nowMs - UsageAdmission.ACCEPTANCE_LIMIT.toMillis();
        for (BroughtMeter brought : recounted(before, after, nowMs)) {
            if (brought.version().fromMs() < earliestMs) {
                problems.add(new CatalogProblem(
                        brought.path() + ".from",
                        "OUT_OF_RANGE",
                        "version " + brought.version().version() + " of meter "
                                + brought.version().id() + " cannot count from "
                                + Instant.ofEpochMilli(brought.version().fromMs())
                                + " on: events of more than " + UsageAdmission.ACCEPTANCE_LIMIT.toDays()
                                + " days ago are not accepted, and their windows are not kept; it may begin at "
                                + Instant.ofEpochMilli(earliestMs) + " or later"));
            }
        }
        return List.copyOf(problems);
    }

    /** As answers list what is counted again: meter, version, and from when on. */
    public static ArrayNode json(List<BroughtMeter> recounted) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (BroughtMeter brought : recounted) {
            array.addObject()
                    .put("meter", brought.version().id())
                    .put("version", brought.version().version())
                    .put("from", Json.instant(brought.version().fromMs()));
        }
        return array;
    }

    private boolean isTimed() {
        return version.fromMs() != Meter.ALWAYS;
    }
}
