package io.tallyport.pipeline.state;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.anomaly.OpenBucket;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.statement.PeriodTally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes with every event, in one small value per license: a commit writes nothing else about a license unless a
 * window or bucket ended, usage came late, or its terms moved. What is here replaces the same fields of the slow parts.
 * A meter or detector without a past has no slow part at all, so that the first use of a license is one value as well.
 *
 * @param readingVersion version of the last reading record
 * @param flood what the duplicate-flood rule remembers
 * @param latest the latest windows, by meter
 * @param observed what is open, by detector rule
 * @param tally how many events were counted in each period
 * @param namesParts whether it names every meter and detector of the license
 */
record Counters(
        long readingVersion,
        @Nullable FloodState flood,
        Map<String, LatestWindows> latest,
        Map<String, Observed> observed,
        PeriodTally tally,
        boolean namesParts) {

    /**
     * Format 1 held version and flood alone, and the slow parts were complete; in format 2 each name had a slow part;
     * format 3 is of meters that add, and still written where all do.
     */
    static final int FORMAT = 4;

    private static final int FORMAT_ADDED = 3;
    private static final int FORMAT_WITHOUT_PARTS = 1;
    private static final int FORMAT_WITH_ALL_PASTS = 2;

    /** A license of which nothing was counted. */
    static final Counters NONE = new Counters(0, null, Map.of(), Map.of(), PeriodTally.NONE, true);

    /**
     * What a detector takes in before a bucket closes.
     *
     * @param nextFromMs as in {@link DetectorState}
     * @param open as in {@link DetectorState}
     * @param past whether there is a slow part
     */
    record Observed(long nextFromMs, List<OpenBucket> open, boolean past) {}

    /**
     * When a license is due, so that a task that loads need not read whole ledgers.
     *
     * @param dueMs under the terms it was settled with
     * @param settledRevision catalog revision of those terms
     * @param quarantined whether it is held
     */
    record Timer(long dueMs, long settledRevision, boolean quarantined) {}

    /** The stored form of what changes with every event; and when the license is due. */
    static byte[] encode(LicenseLedger ledger, long readingVersion, long dueMs) {
        boolean added = addsAll(ledger);
        var out = new BinaryOutput(added ? FORMAT_ADDED : FORMAT);
        out.number(readingVersion).optional(ledger.flood(), (o, flood) -> o.blob(flood.encode()));
        out.number(ledger.meters().size());
        ledger.meters().forEach((meter, usage) -> {
            out.text(meter);
            LatestWindows.write(out, usage, added);
        });
        out.number(ledger.detectors().size());
        ledger.detectors()
                .forEach((rule, state) -> out.text(rule)
                        .fixed(state.nextFromMs())
                        .list(
                                state.open(),
                                (o, bucket) -> o.fixed(bucket.fromMs()).decimal(bucket.total()))
                        .flag(hasPast(state)));
        // At the end, where builds before it see nothing.
        out.fixed(dueMs)
                .number(ledger.settledRevision())
                .flag(ledger.license() != null && ledger.license().quarantined());
        ClosingCodec.write(out, ledger.tally());
        return out.toBytes();
    }

    /** When the license is due; null if the value does not say so yet. Reads over everything else. */
    static @Nullable Timer timer(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, FORMAT);
        if (in.format() < FORMAT_ADDED) {
            return null;
        }
        in.number();
        if (in.flag()) {
            in.skipBlob();
        }
        for (long left = in.number(); left > 0; left--) {
            in.skipBlob();
            LatestWindows.skip(in, in.format() != FORMAT);
        }
        for (long left = in.number(); left > 0; left--) {
            in.skipBlob();
            in.fixed();
            for (long open = in.number(); open > 0; open--) {
                in.fixed();
                in.skipDecimal();
            }
            in.flag();
        }
        if (!in.hasMore()) {
            return null;
        }
        var timer = new Timer(in.fixed(), in.number(), in.flag());
        // A build before this one knew of no periods: they are to begin.
        return in.hasMore() ? timer : new Timer(Long.MIN_VALUE, timer.settledRevision, timer.quarantined);
    }

    static Counters decode(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, FORMAT);
        long readingVersion = in.number();
        FloodState flood = in.optional(i -> FloodState.decode(i.blob()));
        if (in.format() == FORMAT_WITHOUT_PARTS) {
            return new Counters(readingVersion, flood, Map.of(), Map.of(), PeriodTally.NONE, false);
        }
        boolean allPasts = in.format() == FORMAT_WITH_ALL_PASTS;
        var latest = new HashMap<String, LatestWindows>();
        for (long left = in.number(); left > 0; left--) {
            latest.put(in.name(), LatestWindows.read(in, in.format() != FORMAT, allPasts));
        }
        var observed = new HashMap<String, Observed>();
        for (long left = in.number(); left > 0; left--) {
            observed.put(
                    in.name(),
                    new Observed(
                            in.fixed(), in.list(i -> new OpenBucket(i.fixed(), i.decimal())), allPasts || in.flag()));
        }
        PeriodTally tally = PeriodTally.NONE;
        if (in.hasMore()) {
            in.fixed();
            in.number();
            in.flag();
            tally = in.hasMore() ? ClosingCodec.readTally(in) : tally;
        }
        return new Counters(readingVersion, flood, latest, observed, tally, true);
    }

    private static boolean addsAll(LicenseLedger ledger) {
        boolean[] all = {true};
        ledger.meters().forEach((meter, usage) -> all[0] &= usage.aggregation().isAdditive());
        return all[0];
    }

    /** Meters whose different values are in a part of their own. */
    List<String> uniqueMeters() {
        var names = new ArrayList<String>();
        latest.forEach((name, windows) -> {
            if (windows.hasValues()) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether a detector has a slow part: closed buckets, an alert, or a pause after one. */
    static boolean hasPast(@Nullable DetectorState state) {
        return state != null && (!state.history().isEmpty() || state.alert() != null || state.refractoryBuckets() != 0);
    }

    /** Whether a detector's slow part has to be written: a bucket has closed, or its alert moved. */
    static boolean closedBucket(@Nullable DetectorState before, DetectorState now) {
        return before == null
                || before.history() != now.history()
                || before.alert() != now.alert()
                || before.refractoryBuckets() != now.refractoryBuckets();
    }

    /** Meters that have a slow part. */
    List<String> pastMeters() {
        var names = new ArrayList<String>();
        latest.forEach((name, windows) -> {
            if (windows.past()) {
                names.add(name);
            }
        });
        return names;
    }

    /** Detectors that have a slow part. */
    List<String> pastDetectors() {
        var names = new ArrayList<String>();
        observed.forEach((name, state) -> {
            if (state.past()) {
                names.add(name);
            }
        });
        return names;
    }

    /** The meters as of the last commit, from their slow parts and the different values of those that count these. */
    Keyed<MeterUsage> over(Keyed<MeterUsage> slow, Map<String, List<@Nullable Detail>> values, String store) {
        var meters = slow;
        for (var entry : latest.entrySet()) {
            MeterUsage past = slow.get(entry.getKey());
            LatestWindows windows = entry.getValue();
            require(past != null || !windows.past(), store, "meter", entry.getKey());
            if (windows.hasValues()) {
                var own = values.get(entry.getKey());
                require(own != null, store, "values", entry.getKey());
                windows = windows.remembering(java.util.Objects.requireNonNull(own));
            }
            meters = meters.with(entry.getKey(), windows.over(past));
        }
        return meters;
    }

    /** The detectors as of the last commit, from their slow parts. */
    Keyed<DetectorState> overDetectors(Keyed<DetectorState> slow, String store) {
        var detectors = slow;
        for (var entry : observed.entrySet()) {
            DetectorState past = slow.get(entry.getKey());
            Observed now = entry.getValue();
            require(past != null || !now.past(), store, "detector", entry.getKey());
            detectors = detectors.with(
                    entry.getKey(),
                    past == null
                            ? new DetectorState(now.nextFromMs(), now.open(), List.of(), null, 0)
                            : new DetectorState(
                                    now.nextFromMs(),
                                    now.open(),
                                    past.history(),
                                    past.alert(),
                                    past.refractoryBuckets()));
        }
        return detectors;
    }

    private static void require(boolean isThere, String store, String part, String name) {
        if (!isThere) {
            throw new StoredValueException(store, "lacks " + part + " " + name + ", which the counters name");
        }
    }
}
