package io.tallyport.pipeline.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowSeries;
import io.tallyport.pipeline.state.GroupUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingMappingTest {

    @Test
    void manyGroupsWithLongNamesAreSeveralRecordsEachOfABoundedSize() throws Exception {
        var registry = Registry.at("mock://reading-mapping", Map.of());
        registry.register(TopicCatalog.USAGE_READINGS);
        var codec = registry.codec(TopicCatalog.USAGE_READINGS);
        var month = new GroupUsage.Month("lic-1", "m", 0);
        var changes = new ArrayList<GroupUsage.Change>();
        for (int i = 0; i < GroupUsage.MOST; i++) {
            var key = new GroupUsage.Key(month, "\u65e5".repeat(130) + i);
            changes.add(new GroupUsage.Change(key, null, usage(i)));
        }
        var versions = new AtomicLong();
        var records = ReadingMapping.records(
                LicenseLedger.unknown("lic-1"),
                LicenseLedger.unknown("lic-1"),
                changes,
                io.tallyport.pipeline.state.Recounts.Marks.NONE,
                Catalog.EMPTY,
                versions::incrementAndGet,
                0);
        assertTrue(records.size() > 1);
        long values = 0;
        for (var record : records) {
            assertTrue(codec.encode(record).length <= OutputEncoder.MAX_RECORD_BYTES);
            values += record.getValues().size();
        }
        assertEquals(2L * GroupUsage.MOST, values, "a day and a month of each");
        assertEquals(records.size(), versions.get());
        assertEquals(
                List.of(),
                ReadingMapping.records(
                        LicenseLedger.unknown("lic-1"),
                        LicenseLedger.unknown("lic-1"),
                        List.of(),
                        io.tallyport.pipeline.state.Recounts.Marks.NONE,
                        Catalog.EMPTY,
                        versions::incrementAndGet,
                        0));
    }

    private static MeterUsage usage(int value) {
        return new MeterUsage(
                Aggregation.SUM,
                WindowSeries.empty(Window.HOUR),
                series(Window.DAY, value),
                series(Window.MONTH, value));
    }

    private static WindowSeries series(Window window, int value) {
        return new WindowSeries(window, 0, new Total(BigDecimal.valueOf(value), 1), Collections.emptyNavigableMap());
    }
}
