package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.Zone;
import java.util.ArrayList;
import java.util.List;

/** What one commit took, in order: runs of source offsets, and runs of offsets that were counted. */
public final class CommitJournal {

    /** How a source record was taken. */
    public enum Phase {
        /** Decided on as it was read. */
        READ,
        /** Set aside, because its license is quarantined. */
        PARKED,
        /** Decided on after the quarantine ended. */
        RELEASED
    }

    /** Consecutive offsets of one partition that were taken alike. */
    public static final class Run {
        private final Origin first;
        private final Phase phase;
        private long count = 1;

        Run(Origin first, Phase phase) {
            this.first = first;
            this.phase = phase;
        }

        public Origin first() {
            return first;
        }

        public Phase phase() {
            return phase;
        }

        public long count() {
            return count;
        }
    }

    /** Consecutive offsets that were counted alike. */
    public static final class CountedRun {
        private final Origin first;
        private final Zone zone;
        private final boolean outsideEntitlement;
        private final long revision;
        private long count = 1;

        CountedRun(Origin first, Zone zone, boolean outsideEntitlement, long revision) {
            this.revision = revision;
            this.first = first;
            this.zone = zone;
            this.outsideEntitlement = outsideEntitlement;
        }

        public Origin first() {
            return first;
        }

        public Zone zone() {
            return zone;
        }

        public boolean outsideEntitlement() {
            return outsideEntitlement;
        }

        /** The catalog revision that counted them. */
        public long revision() {
            return revision;
        }

        public long count() {
            return count;
        }
    }

    private List<Run> runs = new ArrayList<>();
    private List<CountedRun> counted = new ArrayList<>();

    /** Notes that a source record was taken. */
    public void took(Origin origin, Phase phase) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.phase == phase && follows(last.first, last.count, origin)) {
            last.count++;
        } else {
            runs.add(new Run(origin, phase));
        }
    }

    /** Notes that a usage record was counted. */
    public void counted(Origin origin, Zone zone, boolean outsideEntitlement, long revision) {
        CountedRun last = counted.isEmpty() ? null : counted.get(counted.size() - 1);
        if (last != null
                && last.zone == zone
                && last.outsideEntitlement == outsideEntitlement
                && last.revision == revision
                && follows(last.first, last.count, origin)) {
            last.count++;
        } else {
            counted.add(new CountedRun(origin, zone, outsideEntitlement, revision));
        }
    }

    /** Gives the runs away and begins anew. */
    public List<Run> takeRuns() {
        var taken = runs;
        runs = new ArrayList<>();
        return taken;
    }

    /** Gives the counted runs away and begins anew. */
    public List<CountedRun> takeCounted() {
        var taken = counted;
        counted = new ArrayList<>();
        return taken;
    }

    private static boolean follows(Origin first, long count, Origin next) {
        return first.offset() + count == next.offset() && first.topic().equals(next.topic());
    }
}
