package io.tallyport.port.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvExportTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain|plain",
                "a,b|\"a,b\"",
                "say \"no\"|\"say \"\"no\"\"\"",
                "-2.50|-2.50",
                "=1+1|=1+1",
                "ä ö|ä ö"
            })
    void fieldsAreQuotedWhereTheyMustBe(String text, String field) {
        assertEquals(field, CsvExport.field(text));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void whateverIsWrittenIsReadBackAsItWas(long seed) {
        var random = new Random(seed);
        var written = new StringBuilder();
        var records = new ArrayList<List<String>>();
        for (int r = 0; r < 200; r++) {
            var fields = new ArrayList<String>();
            for (int f = 0; f < 4; f++) {
                var text = new StringBuilder();
                for (int c = random.nextInt(6); c > 0; c--) {
                    text.append(",\"\r\n ;=ax-".charAt(random.nextInt(10)));
                }
                fields.add(text.toString());
            }
            records.add(fields);
            written.append(CsvExport.record(fields));
        }
        assertEquals(records, read(written.toString()));
    }

    @Test
    void aLineHasAFieldForEachColumn() {
        var book = new ShelfBook();
        var line = ShelfBook.usage("calls", "-12.50", "10", "10");
        book.issued("L", 1, line);
        var fields =
                CsvExport.fields(book.statement("L", 1).value().orElseThrow().summary(), line);
        assertEquals(CsvExport.COLUMNS.size(), fields.size());
        assertEquals("-12.50", fields.get(CsvExport.COLUMNS.indexOf("quantity")));
        assertEquals("crm=7\\;7;erp=a\\=b", fields.get(CsvExport.COLUMNS.indexOf("external_ids")));
        assertEquals("included=10", fields.get(CsvExport.COLUMNS.indexOf("burnt")));
        assertEquals("", fields.get(CsvExport.COLUMNS.indexOf("overage")));
        assertEquals("", fields.get(CsvExport.COLUMNS.indexOf("corrects")));
        assertEquals("2026-01-01T00:00:00Z", fields.get(CsvExport.COLUMNS.indexOf("from")));
        var corrects = CsvExport.fields(
                book.statement("L", 1).value().orElseThrow().summary(), ShelfBook.adjustment("calls", "1", 0, "c"));
        assertEquals("0", corrects.get(CsvExport.COLUMNS.indexOf("corrects")));
    }

    /** A reader by the grammar of RFC 4180. */
    static List<List<String>> read(String text) {
        var records = new ArrayList<List<String>>();
        var record = new ArrayList<String>();
        for (int at = 0; at < text.length(); ) {
            var field = new StringBuilder();
            if (text.charAt(at) == '"') {
                at++;
                while (text.charAt(at) != '"' || (at + 1 < text.length() && text.charAt(at + 1) == '"')) {
                    field.append(text.charAt(at));
                    at += text.charAt(at) == '"' ? 2 : 1;
                }
                at++;
            } else {
                while (text.charAt(at) != ',' && text.charAt(at) != '\r') {
                    field.append(text.charAt(at++));
                }
            }
            record.add(field.toString());
            if (text.charAt(at) == ',') {
                at++;
            } else {
                assertEquals("\r\n", text.substring(at, at + 2));
                at += 2;
                records.add(record);
                record = new ArrayList<>();
            }
        }
        return records;
    }
}
