package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How many groups each month of a meter has, and whether there is room for one more. */
final class GroupRoom {

    static final int MOST = 1_000;

    private final Map<Counted, Integer> groups = new HashMap<>();
    private final Predicate<Counted> isKnown;
    private final Levels levels;
    private final MeterRecounts recounts;

    /**
     * Groups of months.
     *
     * @param isKnown whether something was counted in a group
     */
    GroupRoom(Predicate<Counted> isKnown, Levels levels, MeterRecounts recounts) {
        this.isKnown = isKnown;
        this.levels = levels;
        this.recounts = recounts;
    }

    /** Notes a group that is new in its month. */
    void begun(Counted group) {
        groups.merge(new Counted(group.window(), group.version(), ""), 1, Integer::sum);
    }

    /**
     * Whether all meters that an event feeds have its group in its month, or may have one more.
     *
     * @param said the reason that was published, which is taken where that cannot be told
     */
    boolean isThere(UsageEventV1 event, Windows windows, Map<Terms.Meter, Added> values, String said) {
        if (recounts.isUnclear(event.getLicense())) {
            return !said.equals("TOO_MANY_GROUPS");
        }
        long monthFromMs = windows.from(Period.MONTH, event.getTimeMs());
        return values.entrySet().stream().allMatch(entry -> {
            var meter = entry.getKey();
            var month = new Window(event.getLicense(), meter.id(), Period.MONTH, monthFromMs);
            String group = entry.getValue().group();
            if (meter.isLevel()) {
                return group.isEmpty() || levels.hasRoom(event.getLicense(), meter, group);
            }
            return group.isEmpty()
                    || isKnown.test(new Counted(month, meter.version(), group))
                    || groups.getOrDefault(new Counted(month, meter.version(), ""), 0) < MOST;
        });
    }
}
