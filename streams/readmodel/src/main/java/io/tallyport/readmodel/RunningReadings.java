package io.tallyport.readmodel;

import io.tallyport.domain.catalog.Window;
import io.tallyport.readmodel.store.Rows;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The running windows of one license; each length is read when it is first asked for. */
final class RunningReadings implements RunningUsage {

    private final ReadingTable readings;
    private final String license;
    private final long nowMs;
    private final Rows rows;
    private final Map<Window, List<Reading>> known = new EnumMap<>(Window.class);

    RunningReadings(ReadingTable readings, String license, long nowMs, Rows rows) {
        this.readings = readings;
        this.license = license;
        this.nowMs = nowMs;
        this.rows = rows;
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public List<Reading> in(Window window) {
        return known.computeIfAbsent(window, length -> readings.running(license, length.name(), nowMs, rows));
    }
}
