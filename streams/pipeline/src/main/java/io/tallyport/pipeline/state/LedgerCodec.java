package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.ledger.Keyed;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.Seats;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.quota.QuotaState;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PeriodTally;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored form of a ledger's slow parts: the head (license, quotas, entitlement), and each meter. What every event
 * changes is in a value of its own ({@link Counters}).
 */
final class LedgerCodec {

    /** Format 1 is of licenses with calendar months in UTC, and still written for them. */
    static final int HEAD_FORMAT = 2;

    private static final int HEAD_FORMAT_UTC = 1;
    /** Format 1 is of meters that add, and still written for them: a build before this one can go on. */
    static final int METER_FORMAT = 2;

    private static final int METER_FORMAT_ADDED = 1;
    private static final int WHOLE_FORMAT = 1;
    private static final List<Window> GROUP_WINDOWS = List.of(Window.DAY, Window.MONTH);

    /** A ledger without its meters, detectors and counters. */
    static byte[] head(LicenseLedger ledger) {
        boolean utc = ledger.calendar().equals(UsageCalendar.UTC);
        var out = new BinaryOutput(utc ? HEAD_FORMAT_UTC : HEAD_FORMAT);
        if (!utc) {
            LicenseCodec.writeCalendar(out, ledger.calendar());
        }
        out.text(ledger.id())
                .number(ledger.settledRevision())
                .flag(ledger.outsideOpen())
                .optional(ledger.license(), LicenseCodec::write)
                .list(ledger.quotas().keys(), (o, rule) -> writeQuota(o, ledger.quotas(), rule))
                .optional(ledger.published(), EntitlementCodec::write)
                // At the end, where builds before it see nothing.
                .optional(ledger.closing(), ClosingCodec::write);
        boolean plain = TermCodec.isPlain(ledger);
        if (ledger.seats() != Seats.NONE || !plain) {
            LicenseCodec.writeSeats(out, ledger.seats());
        }
        if (!plain) {
            TermCodec.write(out, ledger);
        }
        return out.toBytes();
    }

    static LicenseLedger head(String store, byte[] bytes, CommonParts common) {
        var in = new BinaryInput(store, bytes, HEAD_FORMAT, common);
        UsageCalendar calendar = in.format() == HEAD_FORMAT_UTC ? UsageCalendar.UTC : LicenseCodec.readCalendar(in);
        String id = in.text();
        long settledRevision = in.number();
        boolean outsideOpen = in.flag();
        License stored = in.optional(LicenseCodec::read);
        License license = stored == null ? null : stored.in(calendar);
        // While no quota has moved, they are the same for all licenses of a plan.
        Keyed<QuotaState> quotas =
                in.common("quotas of " + (license == null ? "" : license.plan()), LedgerCodec::readQuotas);
        Entitlement published = in.optional(EntitlementCodec::read);
        Closing closing = in.hasMore() ? in.optional(ClosingCodec::read) : null;
        Seats seats = in.hasMore() ? LicenseCodec.readSeats(in) : Seats.NONE;
        boolean plain = !in.hasMore();
        if (license != null) {
            license = plain ? TermCodec.plain(license) : TermCodec.read(in, license);
        }
        if (!plain) {
            published = TermCodec.read(in, published);
        }
        return new LicenseLedger(
                id,
                license,
                Keyed.empty(),
                quotas,
                Keyed.empty(),
                null,
                published,
                settledRevision,
                outsideOpen,
                PeriodTally.NONE,
                closing,
                seats);
    }

    static byte[] meter(MeterUsage usage) {
        boolean added = usage.aggregation().isAdditive();
        var out = new BinaryOutput(added ? METER_FORMAT_ADDED : METER_FORMAT);
        if (!added) {
            out.text(usage.aggregation().name());
        }
        for (Window window : Window.OF_LEDGERS) {
            var series = usage.series(window);
            out.fixed(series.latestFromMs());
            // The counters replace the latest, so what it remembers is theirs to say.
            writeTotal(out, series.latest());
            out.list(series.older().entrySet(), (o, entry) -> {
                o.fixed(entry.getKey());
                writeTotal(o, entry.getValue());
                if (!added) {
                    DetailCodec.write(o, entry.getValue().detail());
                }
            });
        }
        return out.toBytes();
    }

    static MeterUsage meter(String store, byte[] bytes) {
        var in = new BinaryInput(store, bytes, METER_FORMAT);
        boolean added = in.format() == METER_FORMAT_ADDED;
        Aggregation aggregation = added ? Aggregation.SUM : aggregation(in);
        return new MeterUsage(
                aggregation,
                readSeries(in, Window.HOUR, added),
                readSeries(in, Window.DAY, added),
                readSeries(in, Window.MONTH, added));
    }

    /** All of a group's usage in one month; its hours are not kept. */
    static byte[] whole(MeterUsage usage) {
        return whole(usage, GROUP_WINDOWS);
    }

    /** All of a cell's usage that holds the minutes of an hour. */
    static byte[] minutes(MeterUsage usage) {
        return whole(usage, List.of());
    }

    /** All of a meter's usage in windows of some lengths, and its minutes if it has any. */
    static byte[] whole(MeterUsage usage, List<Window> windows) {
        var out = new BinaryOutput(WHOLE_FORMAT).text(usage.aggregation().name());
        for (Window window : windows) {
            var series = usage.series(window);
            out.fixed(series.latestFromMs());
            writeTotal(out, series.latest());
            DetailCodec.write(out, series.latest().detail());
            out.list(series.older().entrySet(), (o, entry) -> {
                o.fixed(entry.getKey());
                writeTotal(o, entry.getValue());
                DetailCodec.write(o, entry.getValue().detail());
            });
        }
        // At the end, where builds before them see nothing.
        MinutesCodec.write(out, usage.minutes());
        return out.toBytes();
    }

    static MeterUsage whole(String store, byte[] bytes) {
        return whole(store, bytes, GROUP_WINDOWS);
    }

    static MeterUsage minutes(String store, byte[] bytes) {
        return whole(store, bytes, List.of());
    }

    static MeterUsage whole(String store, byte[] bytes, List<Window> windows) {
        var in = new BinaryInput(store, bytes, WHOLE_FORMAT);
        var usage = new MeterUsage(
                aggregation(in),
                wholeSeries(in, windows, Window.HOUR),
                wholeSeries(in, windows, Window.DAY),
                wholeSeries(in, windows, Window.MONTH));
        return in.hasMore() ? usage.withMinutes(MinutesCodec.read(in)) : usage;
    }

    private static WindowSeries wholeSeries(BinaryInput in, List<Window> windows, Window window) {
        if (!windows.contains(window)) {
            return WindowSeries.empty(window);
        }
        long latestFromMs = in.fixed();
        Total latest = new Total(in.decimal(), in.number(), DetailCodec.read(in));
        var older = new TreeMap<Long, Total>();
        for (long left = in.number(); left > 0; left--) {
            older.put(in.fixed(), new Total(in.decimal(), in.number(), DetailCodec.read(in)));
        }
        return new WindowSeries(window, latestFromMs, latest, Collections.unmodifiableNavigableMap(older));
    }

    /** The aggregation of a meter that does not add. */
    static Aggregation aggregation(BinaryInput in) {
        String name = in.text();
        try {
            return Aggregation.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw in.damaged("the aggregation '" + name + "'");
        }
    }

    private static WindowSeries readSeries(BinaryInput in, Window window, boolean added) {
        long latestFromMs = in.fixed();
        Total latest = new Total(in.decimal(), in.number());
        var older = new TreeMap<Long, Total>();
        long windows = in.number();
        for (long i = 0; i < windows; i++) {
            long fromMs = in.fixed();
            BigDecimal value = in.decimal();
            long events = in.number();
            older.put(fromMs, new Total(value, events, added ? null : DetailCodec.read(in)));
        }
        return new WindowSeries(window, latestFromMs, latest, Collections.unmodifiableNavigableMap(older));
    }

    private static void writeTotal(BinaryOutput out, Total total) {
        out.decimal(total.value()).number(total.events());
    }

    private static void writeQuota(BinaryOutput out, Keyed<QuotaState> quotas, String rule) {
        QuotaState state = java.util.Objects.requireNonNull(quotas.get(rule));
        out.text(rule);
        EntitlementCodec.writeQuota(out, state.quota());
        out.fixed(state.windowFromMs())
                .text(state.level().name())
                .list(state.crossed(), (o, percent) -> o.number(percent))
                .decimal(state.usedWhenDecided())
                .optional(state.evidence(), EntitlementCodec::writeEvidence);
    }

    private static Keyed<QuotaState> readQuotas(BinaryInput in) {
        Keyed<QuotaState> quotas = Keyed.empty();
        for (Map.Entry<String, QuotaState> quota : in.list(LedgerCodec::readQuota)) {
            quotas = quotas.with(quota.getKey(), quota.getValue());
        }
        return quotas;
    }

    private static Map.Entry<String, QuotaState> readQuota(BinaryInput in) {
        String rule = in.name();
        return Map.entry(
                rule,
                new QuotaState(
                        EntitlementCodec.readQuota(in),
                        in.fixed(),
                        io.tallyport.domain.quota.QuotaLevel.valueOf(in.text()),
                        in.list(i -> (int) i.number()),
                        in.decimal(),
                        in.optional(EntitlementCodec::readEvidence)));
    }

    private LedgerCodec() {}
}
