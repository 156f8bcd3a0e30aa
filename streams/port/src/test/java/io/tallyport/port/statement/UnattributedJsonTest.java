package io.tallyport.port.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.readmodel.UnattributedUsage;
import io.tallyport.readmodel.UnattributedUsage.Row;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnattributedJsonTest {

    private static final YearMonth MONTH = YearMonth.of(2026, 2);

    private static UnattributedUsage partition(int partition, boolean certified, boolean complete, Row... rows) {
        long sum = List.of(rows).stream().mapToLong(Row::records).sum();
        return new UnattributedUsage(partition, certified, complete, sum, List.of(rows));
    }

    private static Row row(String reason, String source, boolean others, long records) {
        return new Row("usage.events.v1", reason, source, others, records);
    }

    @Test
    void partitionsAreAddedUpAndTheMostRecordsComeFirst() {
        JsonNode told = UnattributedJson.of(
                MONTH,
                List.of(
                        partition(0, true, true, row("LICENSE_MISSING", "a", false, 2), row("CORRUPT", "", false, 1)),
                        partition(
                                1,
                                true,
                                true,
                                row("LICENSE_MISSING", "a", false, 3),
                                row("LICENSE_MISSING", "", true, 9))),
                2);
        assertEquals("2026-02", told.path("period").asText());
        assertEquals("2026-02-01T00:00:00Z", told.path("from").asText());
        assertEquals("2026-03-01T00:00:00Z", told.path("to").asText());
        assertEquals(15, told.path("records").asLong());
        assertEquals(2, told.path("certified").asLong());
        assertTrue(told.path("complete").asBoolean());
        var rows = new ArrayList<String>();
        told.path("rows")
                .forEach(row -> rows.add(row.path("reason").asText() + " "
                        + row.path("source").asText("-") + " "
                        + row.path("others").asBoolean() + " "
                        + row.path("records").asLong()));
        assertEquals(List.of("LICENSE_MISSING - true 9", "LICENSE_MISSING a false 5", "CORRUPT - false 1"), rows);
        assertFalse(told.path("rows").path(0).has("source"));
    }

    @Test
    void aMonthIsCompleteOnceAllPartitionsHaveCertifiedAllOfIt() {
        assertFalse(UnattributedJson.of(MONTH, List.of(partition(0, true, true)), 2)
                .path("complete")
                .asBoolean());
        assertFalse(UnattributedJson.of(MONTH, List.of(partition(0, false, false)), 1)
                .path("complete")
                .asBoolean());
        assertFalse(UnattributedJson.of(MONTH, List.of(partition(0, true, false)), 1)
                .path("complete")
                .asBoolean());
        assertTrue(UnattributedJson.of(MONTH, List.of(partition(0, true, true)), 1)
                .path("complete")
                .asBoolean());
    }
}
