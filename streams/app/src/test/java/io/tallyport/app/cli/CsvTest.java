package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV: rows, and what they become. */
class CsvTest {

    private static List<CsvParser.Row> rows(String text) throws IOException {
        var parser = new CsvParser(new BufferedReader(new StringReader(text)), 1000);
        var rows = new ArrayList<CsvParser.Row>();
        for (CsvParser.Row row = parser.next(); row != null; row = parser.next()) {
            rows.add(row);
        }
        return rows;
    }

    private static List<EmitItem> events(String text, Map<String, String> map) throws IOException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        EmitReader reader = EmitFormat.csv.reader(in, "x", map, new EmitDefaults("shop", "api.call"));
        var items = new ArrayList<EmitItem>();
        for (EmitItem item = reader.next(); item != null; item = reader.next()) {
            items.add(item);
        }
        return items;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndEndsARow(String end) throws IOException {
        var rows = rows("a,b" + end + "1,2" + end + end + "3,");
        assertEquals(
                List.of(List.of("a", "b"), List.of("1", "2"), List.of("3", "")),
                rows.stream().map(CsvParser.Row::cells).toList());
        assertEquals(List.of(1L, 2L, 4L), rows.stream().map(CsvParser.Row::line).toList());
    }

    @Test
    void quotesHoldCommasQuotesAndLineEnds() throws IOException {
        var rows = rows("\uFEFF\"a,\"\"x\"\"\",\"two\r\nlines\"\nnext,1");
        assertEquals(List.of("a,\"x\"", "two\nlines"), rows.get(0).cells());
        assertEquals(3, rows.get(1).line(), "a row begins where its first field does");
    }

    @Test
    void aFaultyRowCostsThatRowAlone() throws IOException {
        var rows = rows("a,b\"c\n\"x\"y,1\n" + "z".repeat(2000) + ",1\nok,1\n\"never closed\n");
        assertTrue(rows.get(0).fault().contains("does not begin with one"));
        assertTrue(rows.get(1).fault().contains("after the closing quote"));
        assertTrue(rows.get(2).fault().contains("longer than 1000"));
        assertEquals(List.of("ok", "1"), rows.get(3).cells());
        assertTrue(rows.get(4).fault().contains("opened on line 5 is never closed"));
    }

    @Test
    void whatIsQuotedIsReadBackWhateverItIs() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var cells = new ArrayList<String>();
            var line = new StringBuilder();
            for (int i = 0; i <= random.nextInt(4); i++) {
                var cell = new StringBuilder();
                for (int c = 0; c < random.nextInt(6); c++) {
                    cell.append(",\"\n a\u00e9".charAt(random.nextInt(6)));
                }
                cells.add(cell.toString());
                line.append(i == 0 ? "" : ",")
                        .append('"')
                        .append(cell.toString().replace("\"", "\"\""))
                        .append('"');
            }
            boolean blank = cells.size() == 1 && cells.get(0).isBlank();
            assertEquals(
                    blank ? List.of() : List.of(cells),
                    rows(line + "\n").stream().map(CsvParser.Row::cells).toList(),
                    "seed " + seed);
        }
    }

    @Test
    void columnsMapThemselvesOrAsTold() throws IOException {
        var items = events(
                "event_id,license,when,data.size.bytes,region,flag,empty\ne1,L1,2026-01-01T00:00:00Z,12345678901234567890.50,eu,true,\n",
                Map.of("id", "event_id", "time", "when"));
        var event = Json.MAPPER.readTree(((EmitItem.Event) items.get(0)).json());
        assertEquals("e1", event.path("id").asText());
        assertEquals("L1", event.path("license").asText());
        assertEquals("2026-01-01T00:00:00Z", event.path("time").asText());
        assertEquals("shop", event.path("source").asText());
        assertEquals("api.call", event.path("type").asText());
        assertEquals(
                "{\"size\":{\"bytes\":12345678901234567890.50},\"region\":\"eu\",\"flag\":true}",
                event.path("data").toString());
    }

    @ParameterizedTest
    @CsvSource({"007,\"007\"", "1.50,1.50", "-3,-3", "1e3,1E+3", "+1,\"+1\"", "NaN,\"NaN\"", "False,\"False\""})
    void onlyWhatReadsAsAJsonNumberIsOne(String cell, String json) throws IOException {
        var items = events("id,v\n1," + cell + "\n", Map.of());
        assertTrue(
                ((EmitItem.Event) items.get(0)).json().contains("\"v\":" + json.replace("\"\"", "\"")),
                items.toString());
    }

    @Test
    void aRowOfAnotherWidthIsBadByItsLine() throws IOException {
        var items = events("id,v\n1,2\n3\n4,5\n", Map.of());
        assertEquals(new EmitItem.Bad(3, "", "the row has 1 fields, the header has 2"), items.get(1));
        assertEquals(3, items.size());
    }

    @ParameterizedTest
    @CsvSource({"'v\n1',no column gives the event id", "'id,id\n1,2',names the column id twice", "'',has no header row"
    })
    void aHeaderThatDoesNotDoIsRefused(String text, String reason) {
        var failure = assertThrows(CliFailure.class, () -> events(text, Map.of()));
        assertTrue(failure.sentence().contains(reason), failure.sentence());
        assertEquals(2, failure.exitCode());
    }

    @Test
    void aMappingToAnUnknownColumnOrFieldIsRefused() {
        assertTrue(assertThrows(CliFailure.class, () -> events("id\n1", Map.of("time", "when")))
                .sentence()
                .contains("no such column"));
        assertTrue(assertThrows(CliFailure.class, () -> events("id\n1", Map.of("tiem", "id")))
                .sentence()
                .contains("a field is data.<path> or one of"));
    }
}
