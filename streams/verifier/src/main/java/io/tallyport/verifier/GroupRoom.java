package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Counted;
import io.tallyport.verifier.Totals.Window;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** How many groups and subjects each month of a meter has, and whether there is room for one more. */
final class GroupRoom {

    static final int MOST = 1_000;
    static final int MOST_SUBJECTS_BELOW = 1_000;
    static final int MOST_SUBJECTS = 10_000;
    private static final Set<String> REASONS = Set.of("TOO_MANY_GROUPS", "TOO_MANY_SUBJECTS");
    /** In place of the name of a group: all subjects of the month together. */
    private static final String ALL_SUBJECTS = "//";

    private final Map<Counted, Integer> groups = new HashMap<>();
    /** The subjects directly below each, and in all, by the name of the one above. */
    private final Map<Counted, Integer> below = new HashMap<>();

    private final Set<Counted> known = new HashSet<>();
    private final Predicate<Counted> isKnown;
    private final Levels levels;
    private final MeterRecounts recounts;

    /**
     * Groups and subjects of months.
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
        if (!SubjectPaths.isOne(group.group())) {
            groups.merge(named(group, ""), 1, Integer::sum);
        }
    }

    /** Notes the subjects that an event was counted in. */
    void begun(Window month, int version, List<String> subjects) {
        String above = SubjectPaths.UNATTRIBUTED;
        for (String subject : subjects) {
            var one = new Counted(month, version, subject);
            if (!subject.equals(SubjectPaths.UNATTRIBUTED) && known.add(one)) {
                below.merge(named(one, above), 1, Integer::sum);
                below.merge(named(one, ALL_SUBJECTS), 1, Integer::sum);
            }
            above = subject;
        }
    }

    private static Counted named(Counted of, String name) {
        return new Counted(of.window(), of.version(), name);
    }

    /**
     * Why a meter that an event feeds may not have its group or subject in its month; empty if all may.
     *
     * @param said the reason that was published, which is taken where that cannot be told
     */
    String refusal(UsageEventV1 event, Windows windows, Map<Terms.Meter, Added> values, String said) {
        if (recounts.isUnclear(event.getLicense())) {
            return REASONS.contains(said) ? said : "";
        }
        long monthFromMs = windows.from(Period.MONTH, event.getTimeMs());
        for (var entry : values.entrySet()) {
            var meter = entry.getKey();
            var month = new Window(event.getLicense(), meter.id(), Period.MONTH, monthFromMs);
            var all = new Counted(month, meter.version(), "");
            String group = entry.getValue().group();
            if (meter.isLevel()) {
                if (!group.isEmpty() && !levels.hasRoom(event.getLicense(), meter, group)) {
                    return "TOO_MANY_GROUPS";
                }
                continue;
            }
            if (!group.isEmpty() && !isKnown.test(named(all, group)) && groups.getOrDefault(all, 0) >= MOST) {
                return "TOO_MANY_GROUPS";
            }
            if (!hasRoom(all, entry.getValue().subjects())) {
                return "TOO_MANY_SUBJECTS";
            }
        }
        return "";
    }

    private boolean hasRoom(Counted month, List<String> subjects) {
        var fresh = subjects.stream()
                .filter(subject -> !subject.equals(SubjectPaths.UNATTRIBUTED) && !known.contains(named(month, subject)))
                .toList();
        if (fresh.isEmpty()) {
            return true;
        }
        int first = subjects.indexOf(fresh.get(0));
        String above = first == 0 ? SubjectPaths.UNATTRIBUTED : subjects.get(first - 1);
        return below.getOrDefault(named(month, above), 0) < MOST_SUBJECTS_BELOW
                && below.getOrDefault(named(month, ALL_SUBJECTS), 0) + fresh.size() <= MOST_SUBJECTS;
    }
}
