package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CloudEvents files: lines, batches, and what is wrong with them. */
class EmitReadersTest {

    private static final EmitDefaults NONE = new EmitDefaults("", "");

    private static List<EmitItem> read(byte[] bytes, EmitDefaults defaults) throws IOException {
        EmitReader reader = EmitFormat.auto.reader(new ByteArrayInputStream(bytes), "-", Map.of(), defaults);
        var items = new ArrayList<EmitItem>();
        for (EmitItem item = reader.next(); item != null; item = reader.next()) {
            items.add(item);
        }
        return items;
    }

    private static List<EmitItem> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), NONE);
    }

    private static EmitItem event(long line, String json) {
        return new EmitItem.Event(line, json);
    }

    @Test
    void linesGoAsTheyStand() throws IOException {
        assertEquals(
                List.of(event(1, "{\"id\": \"1\", \"data\":{\"v\":1.50e2}}"), event(3, "{\"id\":\"2\"}")),
                read("\uFEFF{\"id\": \"1\", \"data\":{\"v\":1.50e2}}\r\n\r\n{\"id\":\"2\"}"));
    }

    @Test
    void aBadLineCostsThatLineAlone() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.write("{\"id\":\"1\"}\n{\"id\":\n42\n".getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {'{', '"', (byte) 0xff, '"', '}', '\n'});
        bytes.write(("[".repeat(100) + "\n" + "x".repeat(EmitFormat.MAX_LINE_BYTES + 1)
                        + "\n{\"id\":\"2\"} {}\n{\"id\":\"3\"}")
                .getBytes(StandardCharsets.UTF_8));
        var items = read(bytes.toByteArray(), NONE);
        assertEquals(event(1, "{\"id\":\"1\"}"), items.get(0));
        assertBad(2, "malformed JSON", items.get(1));
        assertBad(3, "an event is a JSON object, this is 42", items.get(2));
        assertBad(4, "not valid UTF-8", items.get(3));
        assertBad(5, "malformed JSON", items.get(4));
        assertBad(6, "longer than", items.get(5));
        assertBad(7, "malformed JSON", items.get(6));
        assertEquals(event(8, "{\"id\":\"3\"}"), items.get(7));
        assertEquals(8, items.size());
    }

    @Test
    void aLineMayHoldABatch() throws IOException {
        assertEquals(
                List.of(event(1, "{\"id\":\"1\"}"), event(1, "{\"id\":\"2\"}"), event(2, "{\"id\":\"3\"}")),
                read("[{\"id\":\"1\"},{\"id\":\"2\"}]\n[{\"id\":\"3\"}]\n"));
    }

    @Test
    void aBatchMaySpanLines() throws IOException {
        var items = read("[\n {\"id\":\"1\", \"data\":{\"v\":0.10}},\n {\"id\":\"2\"},\n 7\n]\n{\"id\":\"3\"}\n");
        assertEquals(event(2, "{\"id\":\"1\",\"data\":{\"v\":0.10}}"), items.get(0));
        assertEquals(event(3, "{\"id\":\"2\"}"), items.get(1));
        assertBad(4, "an event is a JSON object", items.get(2));
        assertEquals(event(6, "{\"id\":\"3\"}"), items.get(3));
        assertEquals(4, items.size());
    }

    @Test
    void aSingleEventMaySpanLines() throws IOException {
        assertEquals(List.of(event(1, "{\"id\":\"1\"}")), read("{\n \"id\": \"1\"\n}\n"));
    }

    @Test
    void afterABrokenDocumentNothingIsGuessed() throws IOException {
        var items = read("[\n{\"id\":\"1\"},\n{\"id\" \"2\"},\n{\"id\":\"3\"}]");
        assertEquals(event(2, "{\"id\":\"1\"}"), items.get(0));
        assertBad(3, "the rest of the file cannot be read", items.get(1));
        assertEquals(2, items.size());
    }

    @Test
    void whatIsMissingIsFilledInAndWhatIsThereStays() throws IOException {
        var items = read(
                "{\"id\":\"1\",\"type\":\"own\",\"data\":{\"v\":1.50}}".getBytes(StandardCharsets.UTF_8),
                new EmitDefaults("shop", "api.call"));
        assertEquals(
                List.of(event(1, "{\"id\":\"1\",\"type\":\"own\",\"data\":{\"v\":1.50},\"source\":\"shop\"}")), items);
    }

    @Test
    void anEmptyFileHoldsNothing() throws IOException {
        assertEquals(List.of(), read(""));
        assertEquals(List.of(), read("\n\n"));
    }

    private static void assertBad(long line, String reason, EmitItem item) {
        var bad = (EmitItem.Bad) item;
        assertEquals(line, bad.line());
        assertTrue(bad.reason().contains(reason), bad.reason());
    }
}
