package io.tallyport.verifier;

import io.tallyport.verifier.PartitionLog.Entry;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The timelines as they were published, without refusals and repeated answers; each event is taken from them once, in order. */
final class Timelines {

    private static final Set<String> BEFORE_TERMS = Set.of(
            "ISSUED",
            "SUSPENDED",
            "RESUMED",
            "REVOKED",
            "EXPIRED",
            "QUARANTINED",
            "RELEASED",
            "PLAN_CHANGED",
            "ADJUSTED",
            "STATEMENT_RELEASED",
            "SEAT_ASSIGNED",
            "SEAT_RELEASED");

    private static final Set<String> OF_TIME = Set.of(
            "ACTIVATED",
            "FIRST_USED",
            "TRIAL_ENDED",
            "EXPIRING",
            "GRACE_BEGAN",
            "RENEWED",
            "RENEWAL_SET",
            "EXPIRED",
            "PLAN_CHANGED",
            "OLD_KEY_ENDED");

    private final Map<String, ArrayDeque<Entry<LicenseEventV1>>> timelines = new HashMap<>();
    /** Where those lie that were not taken yet. */
    private final Set<Place> left = new HashSet<>();

    private final Set<String> everHeld = new HashSet<>();
    /** Where the first event lies that says something of a term: those before it are of builds that knew none. */
    private long firstOfTerms = Long.MAX_VALUE;

    Timelines(List<Entry<LicenseEventV1>> events) {
        var versions = new HashMap<String, Long>();
        for (var entry : events) {
            var event = entry.value();
            if (event.getType().equals("QUARANTINED")) {
                everHeld.add(event.getLicense());
            }
            if (firstOfTerms == Long.MAX_VALUE && saysTerm(event)) {
                firstOfTerms = entry.place().offset();
            }
            if (isOfTimeline(event, versions)) {
                timelines
                        .computeIfAbsent(event.getLicense(), l -> new ArrayDeque<>())
                        .add(entry);
                left.add(entry.place());
            }
        }
    }

    /** Whether an event moves its license's timeline, and is not an answer once more. */
    static boolean isOfTimeline(LicenseEventV1 event, Map<String, Long> versions) {
        long last = versions.getOrDefault(event.getLicense(), 0L);
        versions.put(event.getLicense(), Math.max(last, event.getVersion()));
        return !event.getType().equals("REFUSED") && event.getVersion() > last;
    }

    private static boolean saysTerm(LicenseEventV1 event) {
        return event.getStartedAtMs() != null
                || event.getStartsAtMs() != null
                || event.getGraceUntilMs() != null
                || event.getTrial()
                || event.getFixedEnd()
                || event.getRenews()
                || !event.getNextPlan().isEmpty()
                || event.getNextPlanAtMs() != null
                || event.getOldKeyUntilMs() != null
                || !event.getType().equals("REFUSED") && !BEFORE_TERMS.contains(event.getType());
    }

    /** Whether a failed decision ever held the license. */
    boolean wasHeld(String license) {
        return everHeld.contains(license);
    }

    /** Whether an event is of a build that knew no terms. */
    boolean isOld(Entry<LicenseEventV1> entry) {
        return entry.place().offset() < firstOfTerms;
    }

    /** Whether all events are. */
    boolean areOld() {
        return firstOfTerms == Long.MAX_VALUE;
    }

    /** The next event of a license; null if there is none yet. */
    @Nullable Entry<LicenseEventV1> next(String license) {
        var timeline = timelines.get(license);
        return timeline == null ? null : timeline.peek();
    }

    /** Takes the next event of a license, if it is such a one; null if it is not. */
    @Nullable Entry<LicenseEventV1> take(String license, Predicate<Entry<LicenseEventV1>> isOne) {
        var next = next(license);
        if (next == null || !isOne.test(next)) {
            return null;
        }
        timelines.getOrDefault(license, new ArrayDeque<>()).remove();
        left.remove(next.place());
        return next;
    }

    /** Whether an event is of a timeline, and was not taken yet. */
    boolean isLeft(Entry<LicenseEventV1> entry) {
        return left.contains(entry.place());
    }

    void forEachLeft(BiConsumer<String, List<Entry<LicenseEventV1>>> taker) {
        timelines.forEach((license, timeline) -> taker.accept(license, List.copyOf(timeline)));
    }

    /** A revision that changes what a plan is leads to this event without a command. */
    static boolean isByCatalog(LicenseEventV1 event) {
        return event.getType().equals("PLAN_CHANGED")
                && event.getAuthor().equals("catalog")
                && event.getCommandId().isEmpty();
    }

    /** Whether time, or use, led to an event: nobody has asked for it. */
    static boolean isOfTime(LicenseEventV1 event) {
        return OF_TIME.contains(event.getType())
                && event.getCommandId().isEmpty()
                && event.getAuthor().isEmpty()
                && event.getReason().isEmpty();
    }

    /** Whether no command led to an event. */
    static boolean isByItself(LicenseEventV1 event) {
        return isOfTime(event) || isByCatalog(event) || event.getType().equals("QUARANTINED");
    }
}
