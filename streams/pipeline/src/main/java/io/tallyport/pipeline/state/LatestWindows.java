package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Detail;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * The latest windows of a meter, as {@link Counters} hold them.
 *
 * @param latest one of each length, in order of {@link Window#OF_LEDGERS}
 * @param past whether there are earlier ones, in a slow part
 * @param aggregation how its values came together; SUM for all that adds
 */
record LatestWindows(List<Latest> latest, boolean past, Aggregation aggregation) {

    private static final int VALUES_FORMAT = 1;
    private static final Window[] WINDOWS = Window.OF_LEDGERS.toArray(new Window[0]);
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
     * Writes those of a meter.
     *
     * @param added whether the value is of meters that add alone: then it need not say so
     */
    static void write(BinaryOutput out, MeterUsage usage, boolean added) {
        for (Window window : WINDOWS) {
            var series = usage.series(window);
            out.fixed(series.latestFromMs())
                    .decimal(series.latest().value())
                    .number(series.latest().events());
        }
        out.flag(hasPast(usage));
        if (!added) {
            out.text(usage.aggregation().name());
            if (hasDetails(usage.aggregation())) {
                writeDetails(out, usage);
            }
        }
    }

    /**
     * Reads them.
     *
     * @param allPasts whether every meter has a slow part, and none says so
     */
    static LatestWindows read(BinaryInput in, boolean added, boolean allPasts) {
        var latest = new ArrayList<Latest>(WINDOWS.length);
        for (int i = 0; i < WINDOWS.length; i++) {
            latest.add(new Latest(in.fixed(), new Total(in.decimal(), in.number())));
        }
        boolean past = allPasts || in.flag();
        Aggregation aggregation = added ? Aggregation.SUM : LedgerCodec.aggregation(in);
        var windows = new LatestWindows(latest, past, aggregation);
        return hasDetails(aggregation) ? windows.remembering(readDetails(in)) : windows;
    }

    /** Reads over them. */
    static void skip(BinaryInput in, boolean added) {
        for (int i = 0; i < WINDOWS.length; i++) {
            in.fixed();
            in.skipDecimal();
            in.number();
        }
        in.flag();
        if (!added && hasDetails(LedgerCodec.aggregation(in))) {
            readDetails(in);
        }
    }

    /** Whether what is remembered beside the values is small, and changes with them. */
    private static boolean hasDetails(Aggregation aggregation) {
        return aggregation == Aggregation.LATEST || aggregation == Aggregation.TIME_WEIGHTED;
    }

    /** Which different values the latest windows of a meter hold: a part of its own, written when one is new. */
    static byte[] values(MeterUsage usage) {
        var out = new BinaryOutput(VALUES_FORMAT, 64);
        writeDetails(out, usage);
        return out.toBytes();
    }

    /** The same, read. */
    static List<@Nullable Detail> values(String store, byte[] bytes) {
        return readDetails(new BinaryInput(store, bytes, VALUES_FORMAT));
    }

    /** Whether a meter's different values have to be written. */
    static boolean hasNewValues(@Nullable MeterUsage before, MeterUsage now) {
        return now.aggregation() == Aggregation.UNIQUE_COUNT && (before == null || !now.hasDetailsOf(before));
    }

    /** Whether a meter has a slow part: windows before the latest. */
    static boolean hasPast(@Nullable MeterUsage usage) {
        return usage != null
                && !(usage.older(Window.HOUR).isEmpty()
                        && usage.older(Window.DAY).isEmpty()
                        && usage.older(Window.MONTH).isEmpty());
    }

    /** Whether a meter's slow part has to be written: windows before the latest have changed. */
    static boolean endedWindow(@Nullable MeterUsage before, MeterUsage now) {
        return before == null
                || before.older(Window.HOUR) != now.older(Window.HOUR)
                || before.older(Window.DAY) != now.older(Window.DAY)
                || before.older(Window.MONTH) != now.older(Window.MONTH);
    }

    /** Whether its different values are in a part of their own. */
    boolean hasValues() {
        return aggregation == Aggregation.UNIQUE_COUNT;
    }

    /** The same, remembering what their values do not say. */
    LatestWindows remembering(List<@Nullable Detail> details) {
        var all = new ArrayList<Latest>(latest.size());
        for (int i = 0; i < latest.size(); i++) {
            Total total = latest.get(i).total();
            all.add(new Latest(latest.get(i).fromMs(), new Total(total.value(), total.events(), details.get(i))));
        }
        return new LatestWindows(all, past, aggregation);
    }

    /** The usage of the meter, with the windows of its slow part, if it has one. */
    MeterUsage over(@Nullable MeterUsage slow) {
        return new MeterUsage(
                aggregation, series(Window.HOUR, slow), series(Window.DAY, slow), series(Window.MONTH, slow));
    }

    private WindowSeries series(Window window, @Nullable MeterUsage slow) {
        Latest of = latest.get(Window.OF_LEDGERS.indexOf(window));
        return new WindowSeries(window, of.fromMs(), of.total(), slow == null ? NO_WINDOWS : slow.older(window));
    }

    private static void writeDetails(BinaryOutput out, MeterUsage usage) {
        for (Window window : WINDOWS) {
            DetailCodec.write(out, usage.series(window).latest().detail());
        }
    }

    private static List<@Nullable Detail> readDetails(BinaryInput in) {
        var details = new ArrayList<@Nullable Detail>(WINDOWS.length);
        for (int i = 0; i < WINDOWS.length; i++) {
            details.add(DetailCodec.read(in));
        }
        return details;
    }
}
