package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which plan each license had when, as its timeline says. Read ahead: a change of plan holds from an instant behind all
 * usage that was counted before, so what is counted never changes its part of the period. One that is scheduled does
 * from the instant that was fixed with the schedule, and usage of its time may be counted before it comes; that instant
 * parts its period whatever becomes of the change.
 */
final class PlanTimeline {

    /**
     * A part of a period in which one plan held.
     *
     * @param fromMs its start
     * @param toMs its end, exclusive
     * @param plan the plan
     * @param revision the catalog revision that says what it is
     */
    record Part(long fromMs, long toMs, String plan, long revision) {}

    private record Held(String plan, long revision, boolean byCatalog) {}

    /**
     * What a revision or time changed of a license's plan, without a command.
     *
     * @param version which event of the license says so
     * @param atMs from when on it holds
     * @param byTime whether it was scheduled
     */
    record Change(long version, long atMs, boolean byTime) {}

    /**
     * From an end of a license until it came back.
     *
     * @param lastMs the last instant at which it ran
     * @param backMs when it ran again; {@link Long#MAX_VALUE} if it never did
     */
    private record Pause(long lastMs, long backMs) {}

    /** The timeline of one license. */
    static final class Story {
        private final TreeMap<Long, Held> plans = new TreeMap<>();
        /** Instants for which a change of plan was once scheduled. */
        private final TreeSet<Long> boundaries = new TreeSet<>();

        private final List<Change> uncommanded = new ArrayList<>();
        private final List<Pause> pauses = new ArrayList<>();
        private long issuedAtMs;
        private String tenant = "";
        private boolean isOlder;

        long issuedAtMs() {
            return issuedAtMs;
        }

        /**
         * Whether it ended before a stretch of time, and has not come back in it.
         *
         * @param toMs end of the stretch, exclusive
         */
        boolean isOver(long fromMs, long toMs) {
            return pauses.stream().anyMatch(pause -> pause.lastMs() < fromMs && pause.backMs() >= toMs);
        }

        /** When it came back that was over at an instant; that instant if it was not, the end of time if it never did. */
        long backMs(long ms) {
            return pauses.stream()
                    .filter(pause -> pause.lastMs() < ms && pause.backMs() > ms)
                    .mapToLong(Pause::backMs)
                    .findFirst()
                    .orElse(ms);
        }

        /** Whether it came back behind an instant, up to another one. */
        boolean cameBack(long behindMs, long toMs) {
            return pauses.stream().anyMatch(pause -> pause.backMs() > behindMs && pause.backMs() <= toMs);
        }

        private void ends(long lastMs) {
            pauses.add(new Pause(lastMs, Long.MAX_VALUE));
        }

        private void comesBack(long backMs) {
            var last = pauses.remove(pauses.size() - 1);
            pauses.add(new Pause(last.lastMs(), backMs));
        }

        private boolean isOver() {
            return !pauses.isEmpty() && pauses.get(pauses.size() - 1).backMs() == Long.MAX_VALUE;
        }

        /** What revisions and time changed of its plan, in order. */
        List<Change> uncommanded() {
            return uncommanded;
        }

        String tenant() {
            return tenant;
        }

        /** Says that the license was issued before there were statements: its first terms are those of that time. */
        void setOlder() {
            isOlder = true;
        }

        /** The parts of a period, without gap; the first plan holds from ever on. */
        List<Part> parts(long fromMs, long toMs) {
            var parts = new ArrayList<Part>();
            long at = fromMs;
            while (at < toMs) {
                var part = partAt(fromMs, toMs, at);
                parts.add(part);
                at = part.toMs();
            }
            return parts;
        }

        /** The part of a period that an instant belongs to. */
        Part partAt(long fromMs, long toMs, long ms) {
            var held = plans.floorEntry(ms);
            var next = plans.higherEntry(ms);
            Long boundary = boundaries.floor(ms);
            Long nextBoundary = boundaries.higher(ms);
            long begins = Math.max(
                    held == null ? fromMs : Math.max(fromMs, held.getKey()), boundary == null ? fromMs : boundary);
            long ends = Math.min(
                    next == null ? toMs : Math.min(toMs, next.getKey()), nextBoundary == null ? toMs : nextBoundary);
            return held == null
                    ? new Part(begins, ends, "", 0)
                    : new Part(
                            begins,
                            ends,
                            held.getValue().plan(),
                            revision(held, next == null ? null : next.getValue()));
        }

        private long revision(Map.Entry<Long, Held> held, @Nullable Held next) {
            boolean isFirst = held.getKey() == Long.MIN_VALUE;
            if (!isFirst || !isOlder && held.getValue().revision() > 0) {
                return held.getValue().revision();
            }
            // What changed before there were statements left no event: the terms are the last ones before the next
            // change.
            return next == null ? Long.MAX_VALUE : next.byCatalog() ? next.revision() - 1 : next.revision();
        }
    }

    private static final Story NONE = new Story();

    private final Map<String, Story> stories = new HashMap<>();

    PlanTimeline(PartitionLog log) {
        var versions = new HashMap<String, Long>();
        for (Stored record : log.of(TopicCatalog.LICENSE_EVENTS)) {
            var event = record.as(LicenseEventV1.class);
            if (event != null) {
                var story = stories.computeIfAbsent(event.getLicense(), l -> new Story());
                take(event, story);
                if (Timelines.isOfTimeline(event, versions)) {
                    ends(event, story);
                }
            }
        }
    }

    private static void ends(LicenseEventV1 event, Story story) {
        boolean isOver = Life.isOver(event.getState());
        if (isOver && !story.isOver()) {
            story.ends(lastMs(event));
        } else if (!isOver && story.isOver()) {
            story.comesBack(event.getAtMs());
        }
    }

    private static void take(LicenseEventV1 event, Story story) {
        boolean byCatalog =
                event.getAuthor().equals("catalog") && event.getCommandId().isEmpty();
        var held = new Held(event.getPlan(), event.getCatalogRevision(), byCatalog);
        switch (event.getType()) {
            case "ISSUED" -> {
                // A command that is repeated is answered with the same event again.
                if (story.plans.putIfAbsent(Long.MIN_VALUE, held) == null) {
                    story.issuedAtMs = event.getAtMs();
                    story.tenant = event.getTenant();
                }
            }
            case "PLAN_CHANGED" -> {
                story.plans.put(event.getAtMs(), held);
                boolean byTime = Timelines.isOfTime(event);
                if (byCatalog || byTime) {
                    story.uncommanded.add(new Change(event.getVersion(), event.getAtMs(), byTime));
                }
            }
            case "PLAN_CHANGE_SCHEDULED" -> {
                Long atMs = event.getNextPlanAtMs();
                if (atMs != null) {
                    story.boundaries.add(atMs);
                }
            }
            default -> {
                // Nothing else tells what a period is.
            }
        }
    }

    Story of(String license) {
        return stories.getOrDefault(license, NONE);
    }

    /** The last instant at which a license ran. Before there were terms, an end was noticed some time later. */
    private static long lastMs(LicenseEventV1 event) {
        Long expiresAtMs = event.getExpiresAtMs();
        Long graceUntilMs = event.getGraceUntilMs();
        if (event.getType().equals("EXPIRED") && graceUntilMs == null && expiresAtMs != null) {
            return Math.min(event.getAtMs(), expiresAtMs - 1);
        }
        return Life.lastMs(event.getType(), event.getState(), event.getAtMs(), Term.orNever(graceUntilMs));
    }
}
