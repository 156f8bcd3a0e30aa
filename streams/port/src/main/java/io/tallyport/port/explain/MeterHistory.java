package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Meter;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a meter counts an event: the one that the revision by which it was counted names for its time; or, once
 * its license has gone over to it, the one that the last revision since names that brought a version beginning no later
 * than the event. Not thread-safe.
 */
final class MeterHistory {

    /**
     * A version that counts an event.
     *
     * @param meter the version
     * @param recountedBy the revision that made it count what another had counted; 0 if it counted the event at first
     */
    record Counts(Meter meter, long recountedBy) {}

    private final String id;
    private final LongFunction<Optional<Meter>> meters;
    private final Supplier<NavigableMap<Long, Long>> starts;
    private final MeterSwitches switches;
    private @Nullable NavigableMap<Long, Long> started;

    /**
     * @param id id of the meter
     * @param meters its latest version in a revision of the catalog; empty where it is not in it
     * @param starts the revisions that brought a version that begins at an instant, with the earliest such instant; asked
     *     only where a license has gone over to one
     * @param switches the licenses that have
     */
    MeterHistory(
            String id,
            LongFunction<Optional<Meter>> meters,
            Supplier<NavigableMap<Long, Long>> starts,
            MeterSwitches switches) {
        this.id = id;
        this.meters = meters;
        this.starts = starts;
        this.switches = switches;
    }

    /** The version that counts an event now; empty if none does. */
    Optional<Counts> of(JudgedEvent judged) {
        return of(judged, Long.MAX_VALUE);
    }

    /**
     * The version that counted an event.
     *
     * @param offset the first offset of {@code usage.events} that does not matter
     */
    Optional<Counts> of(JudgedEvent judged, long offset) {
        long timeMs = judged.event().timeMs();
        long counted = judged.catalogRevision();
        long last = switches.lastBefore(judged.event().license(), id, offset);
        if (last > counted) {
            for (var since :
                    starts().subMap(counted, false, last, true).descendingMap().entrySet()) {
                if (since.getValue() <= timeMs) {
                    return version(since.getKey(), timeMs).map(meter -> new Counts(meter, since.getKey()));
                }
            }
        }
        return version(counted, timeMs).map(meter -> new Counts(meter, 0));
    }

    private Optional<Meter> version(long revision, long timeMs) {
        return meters.apply(revision).flatMap(latest -> Optional.ofNullable(latest.at(timeMs)));
    }

    private NavigableMap<Long, Long> starts() {
        if (started == null) {
            started = starts.get();
        }
        return started;
    }
}
