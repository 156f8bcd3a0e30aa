package io.tallyport.pipeline.state;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.anomaly.OpenBucket;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes with every event, in one small value per license: a commit writes nothing else about a license unless a
 * window or bucket ended, usage came late, or its terms moved. What is here replaces the same fields of the slow parts.
 *
 * @param readingVersion version of the last reading record
 * @param flood what the duplicate-flood rule remembers
 * @param latest the latest window of each length (in order of {@link Window}), by meter
 * @param observed what is open, by detector rule
 */
record Counters(
        long readingVersion,
        @Nullable FloodState flood,
        Map<String, List<Latest>> latest,
        Map<String, Observed> observed) {

    /** Format 1 held version and flood alone, and the slow parts were complete. */
    static final int FORMAT = 2;

    private static final int FORMAT_WITHOUT_PARTS = 1;

    /** A license of which nothing was counted. */
    static final Counters NONE = new Counters(0, null, Map.of(), Map.of());

    /**
     * The latest window of one length.
     *
     * @param fromMs its start
     * @param total what it holds
     */
    record Latest(long fromMs, Total total) {}

    /**
     * What a detector takes in before a bucket closes.
     *
     * @param nextFromMs as in {@link DetectorState}
     * @param open as in {@link DetectorState}
     */
    record Observed(long nextFromMs, List<OpenBucket> open) {}

    /** The stored form of what changes with every event. */
    static byte[] encode(LicenseLedger ledger, long readingVersion) {
        var out = new BinaryOutput(FORMAT);
        out.number(readingVersion).optional(ledger.flood(), (o, flood) -> o.blob(flood.encode()));
        out.number(ledger.meters().size());
        ledger.meters().forEach((meter, usage) -> {
            out.text(meter);
            writeLatest(out, usage.hours());
            writeLatest(out, usage.days());
            writeLatest(out, usage.months());
        });
        out.number(ledger.detectors().size());
        ledger.detectors()
                .forEach((rule, state) -> out.text(rule)
                        .fixed(state.nextFromMs())
                        .list(
                                state.open(),
                                (o, bucket) -> o.fixed(bucket.fromMs()).decimal(bucket.total())));
        return out.toBytes();
    }

    static Counters decode(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, FORMAT);
        long readingVersion = in.number();
        FloodState flood = in.optional(i -> FloodState.decode(i.blob()));
        if (in.format() == FORMAT_WITHOUT_PARTS) {
            return new Counters(readingVersion, flood, Map.of(), Map.of());
        }
        var latest = new HashMap<String, List<Latest>>();
        for (long left = in.number(); left > 0; left--) {
            latest.put(in.text(), List.of(readLatest(in), readLatest(in), readLatest(in)));
        }
        var observed = new HashMap<String, Observed>();
        for (long left = in.number(); left > 0; left--) {
            observed.put(in.text(), new Observed(in.fixed(), in.list(i -> new OpenBucket(i.fixed(), i.decimal()))));
        }
        return new Counters(readingVersion, flood, latest, observed);
    }

    /** Whether a meter's slow part has to be written: windows before the latest have changed. */
    static boolean endedWindow(@Nullable MeterUsage before, MeterUsage now) {
        return before == null
                || before.hours().older() != now.hours().older()
                || before.days().older() != now.days().older()
                || before.months().older() != now.months().older();
    }

    /** Whether a detector's slow part has to be written: a bucket has closed, or its alert moved. */
    static boolean closedBucket(@Nullable DetectorState before, DetectorState now) {
        return before == null
                || before.history() != now.history()
                || before.alert() != now.alert()
                || before.refractoryBuckets() != now.refractoryBuckets();
    }

    /** The meters as of the last commit, from their slow parts. */
    Keyed<MeterUsage> over(Keyed<MeterUsage> slow, String store) {
        requireSlowParts(latest.keySet(), slow, store, "meter");
        var meters = slow;
        for (var entry : latest.entrySet()) {
            MeterUsage usage = java.util.Objects.requireNonNull(slow.get(entry.getKey()));
            List<Latest> windows = entry.getValue();
            meters = meters.with(
                    entry.getKey(),
                    new MeterUsage(
                            withLatest(usage.hours(), windows.get(0)),
                            withLatest(usage.days(), windows.get(1)),
                            withLatest(usage.months(), windows.get(2))));
        }
        return meters;
    }

    /** The detectors as of the last commit, from their slow parts. */
    Keyed<DetectorState> overDetectors(Keyed<DetectorState> slow, String store) {
        requireSlowParts(observed.keySet(), slow, store, "detector");
        var detectors = slow;
        for (var entry : observed.entrySet()) {
            DetectorState state = java.util.Objects.requireNonNull(slow.get(entry.getKey()));
            Observed now = entry.getValue();
            detectors = detectors.with(
                    entry.getKey(),
                    new DetectorState(
                            now.nextFromMs(), now.open(), state.history(), state.alert(), state.refractoryBuckets()));
        }
        return detectors;
    }

    private static void requireSlowParts(Iterable<String> names, Keyed<?> slow, String store, String part) {
        for (String name : names) {
            if (slow.get(name) == null) {
                throw new StoredValueException(store, "lacks " + part + " " + name + ", which the counters name");
            }
        }
    }

    private static WindowSeries withLatest(WindowSeries series, Latest latest) {
        return new WindowSeries(series.window(), latest.fromMs(), latest.total(), series.older());
    }

    private static void writeLatest(BinaryOutput out, WindowSeries series) {
        out.fixed(series.latestFromMs())
                .decimal(series.latest().value())
                .number(series.latest().events());
    }

    private static Latest readLatest(BinaryInput in) {
        return new Latest(in.fixed(), new Total(in.decimal(), in.number()));
    }
}
