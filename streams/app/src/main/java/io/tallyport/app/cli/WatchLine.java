package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** A watched record as one line: what people look for first, the place it came from last. */
final class WatchLine {

    private static final Set<String> PLACE = Set.of("topic", "partition", "offset");

    static String of(JsonNode record) {
        var line = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : record.properties()) {
            if (!PLACE.contains(field.getKey())) {
                append(line, field.getKey(), field.getValue());
            }
        }
        return line.append("  [")
                .append(Json.text(record, "topic"))
                .append(' ')
                .append(Json.text(record, "partition"))
                .append('/')
                .append(Json.text(record, "offset"))
                .append(']')
                .toString();
    }

    private static void append(StringBuilder line, String name, JsonNode value) {
        boolean empty = value.isNull()
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isEmpty();
        if (empty) {
            return;
        }
        line.append(line.isEmpty() ? "" : "  ").append(name).append('=').append(Outline.inline(value));
    }

    private WatchLine() {}
}
