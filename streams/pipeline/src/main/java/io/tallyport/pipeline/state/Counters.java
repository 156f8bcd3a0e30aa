package io.tallyport.pipeline.state;

import io.tallyport.domain.anomaly.DetectorState;
import io.tallyport.domain.anomaly.FloodState;
import io.tallyport.domain.anomaly.OpenBucket;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
 * @param namesParts whether it names every meter and detector of the license
 */
record Counters(
        long readingVersion,
        @Nullable FloodState flood,
        Map<String, Windows> latest,
        Map<String, Observed> observed,
        boolean namesParts) {

    /**
     * Format 1 held version and flood alone, and the slow parts were complete; in format 2 each name had a slow part;
     * format 3 is of meters that add, and still written where all do.
     */
    static final int FORMAT = 4;

    private static final int FORMAT_ADDED = 3;
    private static final int FORMAT_WITHOUT_PARTS = 1;
    private static final int FORMAT_WITH_ALL_PASTS = 2;
    private static final int VALUES_FORMAT = 1;

    /** A license of which nothing was counted. */
    static final Counters NONE = new Counters(0, null, Map.of(), Map.of(), true);

    /** One for all meters without a past. */
    private static final NavigableMap<Long, Total> NO_WINDOWS = Collections.emptyNavigableMap();

    /**
     * The latest window of one length.
     *
     * @param fromMs its start
     * @param total what it holds
     */
    record Latest(long fromMs, Total total) {}

    /**
     * The latest windows of a meter.
     *
     * @param latest one of each length, in order of {@link Window}
     * @param past whether there are earlier ones, in a slow part
     * @param aggregation how its values came together; SUM for all that adds
     */
    record Windows(List<Latest> latest, boolean past, Aggregation aggregation) {}

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
            writeLatest(out, usage.hours());
            writeLatest(out, usage.days());
            writeLatest(out, usage.months());
            out.flag(hasPast(usage));
            if (!added) {
                writeMeaning(out, usage);
            }
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
        return out.fixed(dueMs)
                .number(ledger.settledRevision())
                .flag(ledger.license() != null && ledger.license().quarantined())
                .toBytes();
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
            for (int window = 0; window < Window.values().length; window++) {
                in.fixed();
                in.skipDecimal();
                in.number();
            }
            in.flag();
            if (in.format() == FORMAT) {
                readMeaning(in);
            }
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
        return in.hasMore() ? new Timer(in.fixed(), in.number(), in.flag()) : null;
    }

    static Counters decode(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, FORMAT);
        long readingVersion = in.number();
        FloodState flood = in.optional(i -> FloodState.decode(i.blob()));
        if (in.format() == FORMAT_WITHOUT_PARTS) {
            return new Counters(readingVersion, flood, Map.of(), Map.of(), false);
        }
        boolean allPasts = in.format() == FORMAT_WITH_ALL_PASTS;
        var latest = new HashMap<String, Windows>();
        for (long left = in.number(); left > 0; left--) {
            String name = in.name();
            List<Latest> windows = List.of(readLatest(in), readLatest(in), readLatest(in));
            boolean past = allPasts || in.flag();
            latest.put(
                    name,
                    in.format() == FORMAT ? meant(windows, past, in) : new Windows(windows, past, Aggregation.SUM));
        }
        var observed = new HashMap<String, Observed>();
        for (long left = in.number(); left > 0; left--) {
            observed.put(
                    in.name(),
                    new Observed(
                            in.fixed(), in.list(i -> new OpenBucket(i.fixed(), i.decimal())), allPasts || in.flag()));
        }
        return new Counters(readingVersion, flood, latest, observed, true);
    }

    private static boolean addsAll(LicenseLedger ledger) {
        boolean[] all = {true};
        ledger.meters().forEach((meter, usage) -> all[0] &= usage.aggregation().isAdditive());
        return all[0];
    }

    /** How a meter's values come together, and when the latest were; different values are in a part of their own. */
    private static void writeMeaning(BinaryOutput out, MeterUsage usage) {
        out.text(usage.aggregation().name());
        if (usage.aggregation() == Aggregation.LATEST) {
            for (Window window : Window.values()) {
                DetailCodec.write(out, usage.series(window).latest().detail());
            }
        }
    }

    private record Meaning(Aggregation aggregation, List<@Nullable Detail> details) {}

    private static Meaning readMeaning(BinaryInput in) {
        Aggregation aggregation = LedgerCodec.aggregation(in);
        var details = new ArrayList<@Nullable Detail>();
        for (int i = 0; i < (aggregation == Aggregation.LATEST ? Window.values().length : 0); i++) {
            details.add(DetailCodec.read(in));
        }
        return new Meaning(aggregation, details);
    }

    private static Windows meant(List<Latest> windows, boolean past, BinaryInput in) {
        var meaning = readMeaning(in);
        return meaning.details.isEmpty()
                ? new Windows(windows, past, meaning.aggregation)
                : new Windows(remembering(windows, meaning.details), past, meaning.aggregation);
    }

    private static List<Latest> remembering(List<Latest> windows, List<@Nullable Detail> details) {
        var all = new ArrayList<Latest>(windows.size());
        for (int i = 0; i < windows.size(); i++) {
            Total total = windows.get(i).total();
            all.add(new Latest(windows.get(i).fromMs(), new Total(total.value(), total.events(), details.get(i))));
        }
        return all;
    }

    /** Which different values the latest windows of a meter hold: a part of its own, written when one is new. */
    static byte[] values(MeterUsage usage) {
        var out = new BinaryOutput(VALUES_FORMAT, 64);
        for (Window window : Window.values()) {
            DetailCodec.write(out, usage.series(window).latest().detail());
        }
        return out.toBytes();
    }

    /** The same, read. */
    static List<@Nullable Detail> values(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, VALUES_FORMAT);
        var details = new ArrayList<@Nullable Detail>();
        for (int i = 0; i < Window.values().length; i++) {
            details.add(DetailCodec.read(in));
        }
        return details;
    }

    /** Whether a meter's different values have to be written. */
    static boolean hasNewValues(@Nullable MeterUsage before, MeterUsage now) {
        return now.aggregation() == Aggregation.UNIQUE_COUNT && (before == null || !now.hasDetailsOf(before));
    }

    /** Meters whose different values are in a part of their own. */
    List<String> uniqueMeters() {
        var names = new ArrayList<String>();
        latest.forEach((name, windows) -> {
            if (windows.aggregation() == Aggregation.UNIQUE_COUNT) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether a meter has a slow part: windows before the latest. */
    static boolean hasPast(@Nullable MeterUsage usage) {
        return usage != null
                && !(usage.older(Window.HOUR).isEmpty()
                        && usage.older(Window.DAY).isEmpty()
                        && usage.older(Window.MONTH).isEmpty());
    }

    /** Whether a detector has a slow part: closed buckets, an alert, or a pause after one. */
    static boolean hasPast(@Nullable DetectorState state) {
        return state != null && (!state.history().isEmpty() || state.alert() != null || state.refractoryBuckets() != 0);
    }

    /** Whether a meter's slow part has to be written: windows before the latest have changed. */
    static boolean endedWindow(@Nullable MeterUsage before, MeterUsage now) {
        return before == null
                || before.older(Window.HOUR) != now.older(Window.HOUR)
                || before.older(Window.DAY) != now.older(Window.DAY)
                || before.older(Window.MONTH) != now.older(Window.MONTH);
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
            require(past != null || !entry.getValue().past(), store, "meter", entry.getKey());
            Aggregation aggregation = entry.getValue().aggregation();
            List<Latest> windows = entry.getValue().latest();
            if (aggregation == Aggregation.UNIQUE_COUNT) {
                var own = values.get(entry.getKey());
                require(own != null, store, "values", entry.getKey());
                windows = remembering(windows, java.util.Objects.requireNonNull(own));
            }
            meters = meters.with(
                    entry.getKey(),
                    new MeterUsage(
                            aggregation,
                            withLatest(
                                    Window.HOUR, past == null ? NO_WINDOWS : past.older(Window.HOUR), windows.get(0)),
                            withLatest(Window.DAY, past == null ? NO_WINDOWS : past.older(Window.DAY), windows.get(1)),
                            withLatest(
                                    Window.MONTH,
                                    past == null ? NO_WINDOWS : past.older(Window.MONTH),
                                    windows.get(2))));
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

    private static WindowSeries withLatest(Window window, NavigableMap<Long, Total> older, Latest latest) {
        return new WindowSeries(window, latest.fromMs(), latest.total(), older);
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
