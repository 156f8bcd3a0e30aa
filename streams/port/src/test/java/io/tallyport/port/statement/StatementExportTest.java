package io.tallyport.port.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.ProblemException;
import io.tallyport.readmodel.StatementStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementExportTest {

    private final ShelfBook book = new ShelfBook();
    private final StatementExport export = new StatementExport(book);

    @Test
    void everyLineOfThePeriodIsThereOnceAndNoneOfOthers() throws IOException {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 2_100; i++) {
            String license = "lic-%04d".formatted(i);
            book.issued(
                    license,
                    1,
                    ShelfBook.usage("a", "1", "0", "0"),
                    ShelfBook.usage("b", "2", "0", "0"),
                    ShelfBook.usage("c", "3", "0", "0"),
                    ShelfBook.usage("d", "4", "0", "0"));
            if (i % 100 == 0) {
                book.issued(license, 2, ShelfBook.usage("other", "9", "0", "0"));
            }
            List.of("a", "b", "c", "d").forEach(meter -> expected.add(license + " " + meter));
        }
        var request = ExportRequest.of("2026-01", "", "csv");
        var records = CsvExportTest.read(written(request));
        assertEquals(CsvExport.COLUMNS, records.get(0));
        int license = CsvExport.COLUMNS.indexOf("license");
        int meter = CsvExport.COLUMNS.indexOf("meter");
        assertEquals(
                expected,
                records.stream()
                        .skip(1)
                        .map(r -> r.get(license) + " " + r.get(meter))
                        .toList());
        assertEquals(1_000, book.largestLimit());
        assertEquals(0, export.gaps(request).waiting());
    }

    @Test
    void whatIsNotThereIsCounted() {
        book.issued("a", 1);
        book.add("b", 1, StatementStatus.HELD);
        book.add("c", 1, StatementStatus.WAITING);
        book.add("d", 1, StatementStatus.WAITING);
        book.add("d", 2, StatementStatus.WAITING);
        var gaps = export.gaps(ExportRequest.of("2026-01", "", ""));
        assertEquals(2, gaps.waiting());
        assertEquals(1, gaps.held());
    }

    @Test
    void ofALicenseThePeriodThatRunsIsNotMissing() {
        book.issued("a", 1);
        book.add("a", 2, StatementStatus.HELD);
        book.add("a", 3, StatementStatus.WAITING);
        book.add("a", 4, StatementStatus.WAITING);
        var gaps = export.gaps(ExportRequest.of("", "a", ""));
        assertEquals(1, gaps.waiting());
        assertEquals(1, gaps.held());
    }

    @Test
    void jsonSaysWhatIsMissingBesideTheLines() throws IOException {
        book.issued(
                "a", 1, ShelfBook.usage("calls", "12.50", "10", "10"), ShelfBook.adjustment("calls", "-1", 0, "c1"));
        book.add("b", 1, StatementStatus.HELD);
        var json = Json.MAPPER.readTree(written(ExportRequest.of("2026-01", "", "json")));
        assertEquals("2026-01", json.path("period").asText());
        assertEquals(1, json.path("held").asInt());
        assertEquals(0, json.path("waiting").asInt());
        assertEquals("12.50", json.path("lines").path(0).path("quantity").textValue());
        assertEquals(
                "7;7",
                json.path("lines").path(0).path("external_ids").path("crm").asText());
        assertEquals(
                "10",
                json.path("lines").path(0).path("burnt").path(0).path("amount").asText());
        assertEquals(0, json.path("lines").path(1).path("corrects").asInt(-1));
        assertEquals("c1", json.path("lines").path(1).path("command_id").asText());
    }

    @Test
    void whatBreaksOffIsNoJson() {
        book.issued("a", 1, ShelfBook.usage("calls", "1", "0", "0"));
        book.issued("b", 1, ShelfBook.usage("calls", "1", "0", "0"));
        book.breakAt("b");
        var out = new ByteArrayOutputStream();
        var request = ExportRequest.of("2026-01", "", "json");
        var gaps = export.gaps(request);
        assertThrows(IllegalStateException.class, () -> export.write(request, gaps, out));
        assertThrows(JsonProcessingException.class, () -> Json.MAPPER.readTree(out.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', csv, period, MISSING",
        "2026-13, '', csv, period, MALFORMED",
        "2026, '', csv, period, MALFORMED",
        "+2026-01, '', csv, period, MALFORMED",
        "2026-01, '', xml, format, MALFORMED",
        "2026-01, a/b, csv, license, MALFORMED"
    })
    void badRequestsNameTheField(String period, String license, String format, String field, String code) {
        var problem = assertThrows(ProblemException.class, () -> ExportRequest.of(period, license, format))
                .problem();
        assertEquals(field, problem.field());
        assertEquals(code, problem.code());
    }

    private String written(ExportRequest request) throws IOException {
        var out = new ByteArrayOutputStream();
        export.write(request, export.gaps(request), out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
