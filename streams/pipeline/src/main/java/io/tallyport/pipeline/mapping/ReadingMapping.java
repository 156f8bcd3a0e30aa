package io.tallyport.pipeline.mapping;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.domain.usage.Zone;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageReadingV1;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What changed between two states of a ledger, as reading records. */
final class ReadingMapping {

    private static final Window[] WINDOWS = Window.values();
    /** Keeps a record far below {@link OutputEncoder#MAX_RECORD_BYTES}. */
    private static final int VALUES_PER_RECORD = 500;

    static List<UsageReadingV1> records(
            LicenseLedger before, LicenseLedger now, Catalog catalog, LongSupplier version, long nowMs) {
        var values = new ArrayList<MeterReadingV1>(WINDOWS.length * now.meters().size());
        now.meters().forEach((meter, usage) -> {
            MeterUsage old = before.meters().get(meter);
            if (old != usage) {
                for (Window window : WINDOWS) {
                    changed(
                            catalog.meters().get(meter),
                            meter,
                            old == null ? null : old.series(window),
                            usage.series(window),
                            nowMs,
                            values);
                }
            }
        });
        var records = new ArrayList<UsageReadingV1>(1);
        for (int from = 0; from < values.size(); from += VALUES_PER_RECORD) {
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
            record.setValues(
                    values.size() <= VALUES_PER_RECORD
                            ? values
                            : values.subList(from, Math.min(values.size(), from + VALUES_PER_RECORD)));
            records.add(record);
        }
        return records;
    }

    private static void changed(
            @Nullable Meter meter,
            String id,
            @Nullable WindowSeries old,
            WindowSeries now,
            long nowMs,
            List<MeterReadingV1> values) {
        if (old == null || !old.at(now.latestFromMs()).equals(now.latest())) {
            values.add(value(meter, id, now.window(), now.latestFromMs(), now.latest(), nowMs));
        }
        if (old == null || old.older() != now.older()) {
            now.older().forEach((fromMs, total) -> {
                if (old == null || !old.at(fromMs).equals(total)) {
                    values.add(value(meter, id, now.window(), fromMs, total, nowMs));
                }
            });
        }
    }

    private static MeterReadingV1 value(
            @Nullable Meter meter, String id, Window window, long fromMs, Total total, long nowMs) {
        // Six of them for each license and commit: a builder costs more than all the values in it.
        var value = new MeterReadingV1();
        value.setMeter(id);
        value.setMeterVersion(meter == null ? 1 : meter.version());
        value.setGroup("");
        value.setUnit(meter == null ? "" : meter.unit());
        value.setWindow(window.name());
        value.setFromMs(fromMs);
        value.setToMs(window.toMs(fromMs));
        value.setValue(total.value().toPlainString());
        value.setEvents(total.events());
        value.setZone(Zone.of(fromMs, nowMs).name());
        return value;
    }

    private ReadingMapping() {}
}
