package io.tallyport.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.app.cli.LineReader.Line;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** CloudEvents as JSON lines: each line one event, or one array of events. A bad line costs that line alone. */
final class JsonLinesReader implements EmitReader {

    private final LineReader lines;
    private final EmitDefaults defaults;
    private final Deque<EmitItem> ready = new ArrayDeque<>();

    JsonLinesReader(LineReader lines, EmitDefaults defaults) {
        this.lines = lines;
        this.defaults = defaults;
    }

    @Override
    public @Nullable EmitItem next() throws IOException {
        while (ready.isEmpty()) {
            Line line = lines.next();
            if (line == null) {
                return null;
            }
            if (!line.fault().isEmpty()) {
                return new EmitItem.Bad(line.number(), "", line.fault());
            }
            if (!line.text().isBlank()) {
                parse(line);
            }
        }
        return ready.removeFirst();
    }

    private void parse(Line line) {
        try {
            JsonNode tree = Json.MAPPER.readTree(line.text());
            if (tree.isArray()) {
                tree.forEach(event -> ready.add(item(line.number(), event, event.toString(), defaults)));
            } else {
                ready.add(item(line.number(), tree, line.text(), defaults));
            }
        } catch (JsonProcessingException e) {
            ready.add(new EmitItem.Bad(line.number(), "", fault(e)));
        }
    }

    /** An event as it stands when nothing is to be filled in: its numbers keep their digits and their form. */
    static EmitItem item(long line, JsonNode tree, String text, EmitDefaults defaults) {
        if (!(tree instanceof ObjectNode event)) {
            return new EmitItem.Bad(line, "", "an event is a JSON object, this is " + kind(tree));
        }
        if (defaults.none()) {
            return new EmitItem.Event(line, text);
        }
        defaults.fill(event);
        return new EmitItem.Event(line, Json.line(event));
    }

    static String fault(JsonProcessingException e) {
        var place = e.getLocation();
        String column = place == null ? "" : " at column " + place.getColumnNr();
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        return "malformed JSON" + column + ": " + (end < 0 ? message : message.substring(0, end));
    }

    private static String kind(JsonNode tree) {
        return tree.isTextual() ? "a string" : tree.isArray() ? "an array" : tree.toString();
    }
}
