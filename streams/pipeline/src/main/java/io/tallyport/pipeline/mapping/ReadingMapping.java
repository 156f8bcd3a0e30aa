package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.Zone;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.Recounts;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageReadingV1;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What changed between two states of a ledger, as reading records. */
final class ReadingMapping {

    private static final Window[] WINDOWS = Window.OF_LEDGERS.toArray(new Window[0]);
    private static final Window[] MINUTES = {Window.MINUTE};
    /** Far below {@link OutputEncoder#MAX_RECORD_BYTES}. */
    private static final int BYTES_PER_RECORD = 200_000;
    /** More than a value takes beside the name of its group: ids and units of 64 characters, a number of 60. */
    private static final int BYTES_PER_VALUE = 400;

    private static final int LONGEST_CHAR = 3;

    static List<UsageReadingV1> records(
            LicenseLedger before,
            LicenseLedger now,
            List<GroupUsage.Change> groups,
            Recounts.Marks marks,
            Catalog catalog,
            LongSupplier version,
            long nowMs) {
        var values = new ArrayList<MeterReadingV1>(WINDOWS.length * now.meters().size());
        long openFromMs = now.closing() == null ? Long.MIN_VALUE : now.closing().openFromMs();
        now.meters().forEach((series, usage) -> {
            MeterUsage old = before.meters().get(series);
            if (old != usage || marks.isSaidAnew(series)) {
                var mapping = new ReadingMapping(
                        series, "", "", usage.aggregation(), marks, catalog, now.calendar(), openFromMs, nowMs, values);
                mapping.changed(old, usage, WINDOWS);
            }
        });
        for (GroupUsage.Change group : groups) {
            var key = group.key();
            if (key.month().series().endsWith(GroupUsage.PARTED)) {
                // Parts of a month are for its statement alone.
                continue;
            }
            var usage = group.now();
            boolean isHour = GroupUsage.isOfMinutes(key.month().series());
            var mapping = new ReadingMapping(
                    key.month().series(),
                    key.group(),
                    isHour ? GroupUsage.nameOfHour(key.month().fromMs()) : key.group(),
                    usage.aggregation(),
                    marks,
                    catalog,
                    now.calendar(),
                    openFromMs,
                    nowMs,
                    values);
            mapping.changed(group.before(), usage, isHour ? MINUTES : WINDOWS);
        }
        var records = new ArrayList<UsageReadingV1>(1);
        for (int from = 0; from < values.size(); ) {
            int to = endOfRecord(values, from);
            var license = now.license();
            var record = new UsageReadingV1();
            record.setTenant("");
            record.setLicense(now.id());
            record.setCustomer(license == null ? "" : license.customer());
            record.setProduct(license == null ? "" : license.product());
            record.setPlan(license == null ? "" : license.plan());
            record.setVersion(version.getAsLong());
            record.setAsOfMs(nowMs);
            record.setCatalogRevision(catalog.revision());
            record.setValues(from == 0 && to == values.size() ? values : values.subList(from, to));
            from = to;
            records.add(record);
        }
        return records;
    }

    /** Cuts what would come near {@link OutputEncoder#MAX_RECORD_BYTES}: names of groups and subjects are of any length. */
    private static int endOfRecord(List<MeterReadingV1> values, int from) {
        int end = from;
        for (int bytes = 0; end < values.size() && bytes < BYTES_PER_RECORD; end++) {
            MeterReadingV1 value = values.get(end);
            bytes += BYTES_PER_VALUE
                    + LONGEST_CHAR
                            * (value.getGroup().length() + value.getSubject().length());
        }
        return end;
    }

    private final String series;
    private final String id;
    private final String group;
    /** What it waits under. */
    private final String markedAs;

    private final Recounts.Marks marks;
    private final int version;
    private final String unit;
    private final Aggregation aggregation;
    private final UsageCalendar calendar;
    private final long openFromMs;
    private final long nowMs;
    private final List<MeterReadingV1> values;

    private ReadingMapping(
            String series,
            String group,
            String markedAs,
            Aggregation kept,
            Recounts.Marks marks,
            Catalog catalog,
            UsageCalendar calendar,
            long openFromMs,
            long nowMs,
            List<MeterReadingV1> values) {
        this.series = series;
        this.marks = marks;
        String version = GroupUsage.seriesOf(series);
        this.id = Meter.idOf(version);
        this.group = group;
        this.markedAs = markedAs;
        this.version = Meter.versionOf(version);
        Meter meter = catalog.meters().get(id);
        this.unit = meter == null ? "" : meter.unit();
        boolean counts = meter != null && meter.aggregation() == Aggregation.COUNT;
        this.aggregation = counts && kept.isAdditive() ? Aggregation.COUNT : kept;
        this.calendar = calendar;
        this.openFromMs = openFromMs;
        this.nowMs = nowMs;
        this.values = values;
    }

    private void changed(@Nullable MeterUsage old, MeterUsage now, Window[] windows) {
        if (aggregation == Aggregation.TIME_WEIGHTED) {
            new LevelReadings(old, now, calendar, nowMs)
                    .changed(this::wasRecounted)
                    .forEach(level -> {
                        MeterReadingV1 value =
                                value(level.at().window(), level.at().fromMs(), level.total());
                        value.setValue(level.value().toPlainString());
                        value.setLevel(level.level().toPlainString());
                        values.add(value);
                    });
            return;
        }
        for (Window window : windows) {
            changed(old == null ? null : old.series(window), now.series(window));
        }
    }

    private void changed(@Nullable WindowSeries old, WindowSeries now) {
        boolean isNew = now.latestFromMs() != WindowSeries.NONE
                && (old == null
                        || !old.at(now.latestFromMs()).equals(now.latest())
                        || wasRecounted(now.window(), now.latestFromMs()));
        if (isNew) {
            values.add(total(now.window(), now.latestFromMs(), now.latest()));
        }
        if (old == null || old.older() != now.older() || marks.isSaidAnew(series)) {
            now.older().forEach((fromMs, total) -> {
                if (old == null || !old.at(fromMs).equals(total) || wasRecounted(now.window(), fromMs)) {
                    values.add(total(now.window(), fromMs, total));
                }
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // what has no marks is asked for none
    private boolean hasMarks() {
        return marks != Recounts.Marks.NONE;
    }

    private boolean wasRecounted(Window window, long fromMs) {
        return hasMarks() && wasRecounted(new WindowStart(window, fromMs));
    }

    private boolean wasRecounted(WindowStart at) {
        return marks.wasRecounted(series, markedAs, at);
    }

    private MeterReadingV1 total(Window window, long fromMs, Total total) {
        MeterReadingV1 value = value(window, fromMs, total);
        value.setValue(total.reading(aggregation).toPlainString());
        value.setLevel("");
        return value;
    }

    private MeterReadingV1 value(Window window, long fromMs, Total total) {
        // Six of them for each license and commit: a builder costs more than all the values in it.
        var value = new MeterReadingV1();
        value.setMeter(id);
        value.setMeterVersion(version);
        boolean isSubject = Subjects.isOne(group);
        value.setGroup(isSubject ? "" : group);
        value.setSubject(isSubject ? Subjects.pathOf(group) : "");
        value.setUnit(unit);
        value.setWindow(window.name());
        value.setFromMs(fromMs);
        value.setToMs(calendar.toMs(window, fromMs));
        value.setEvents(total.events());
        value.setZone(Zone.of(fromMs, calendar, openFromMs, nowMs).name());
        value.setAggregation(aggregation.name());
        value.setRecounting(hasMarks() && marks.isRecounting(series, markedAs, new WindowStart(window, fromMs)));
        value.setRelativeError(total.isExact() ? "" : UltraLogLogSketch.RELATIVE_ERROR);
        return value;
    }
}
