package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageVerdictV1;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The published verdicts of one partition by the record that they are about: at most one each. */
final class Verdicts {

    /** No commit counts more records in a row; a longer run is no run of the pipeline. */
    private static final long LONGEST_RUN = 10_000_000;

    /**
     * A verdict.
     *
     * @param place where it was published
     * @param verdict what it says
     */
    record Published(Place place, UsageVerdictV1 verdict) {
        String kind() {
            return verdict.getKind().name();
        }
    }

    private final Map<Place, Published> open = new HashMap<>();
    private final UnattributedTally unattributed = new UnattributedTally();
    private final boolean truncated;

    Verdicts(PartitionLog log, Findings findings) {
        truncated = log.truncated().contains(TopicCatalog.USAGE_VERDICTS.name());
        for (var entry : log.outputs(TopicCatalog.USAGE_VERDICTS, findings)) {
            var verdict = entry.value();
            if (verdict.getCount() < 1
                    || verdict.getCount() > LONGEST_RUN
                    || verdict.getPartition() != log.partition()) {
                findings.differs(entry.place(), "verdict-malformed", "it speaks of no records of its partition");
                continue;
            }
            unattributed.take(verdict);
            var published = new Published(entry.place(), verdict);
            for (long i = 0; i < verdict.getCount(); i++) {
                var on = new Place(verdict.getTopic(), verdict.getPartition(), verdict.getFirstOffset() + i);
                var first = open.putIfAbsent(on, published);
                if (first != null) {
                    findings.differs(
                            entry.place(), "verdict-doubled", on + " has a verdict already, at " + first.place());
                }
            }
        }
    }

    /** Whether verdicts were removed by retention, so that a missing one says nothing. */
    boolean isTruncated() {
        return truncated;
    }

    /** What no license owns, as they say it. */
    UnattributedTally unattributed() {
        return unattributed;
    }

    /** The verdict on a record, without taking it. */
    @Nullable Published find(Place on) {
        return open.get(on);
    }

    /** Takes the verdict on a record: what is left at the end has nothing to speak of. */
    void take(Place on) {
        open.remove(on);
    }

    Map<Place, Published> left() {
        return open;
    }
}
