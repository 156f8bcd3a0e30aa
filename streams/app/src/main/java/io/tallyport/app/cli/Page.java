package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Human output: sentences, aligned fields, aligned tables. */
final class Page {

    private static final int WIDEST_CELL = 120;
    private final PrintWriter out;

    Page(PrintWriter out) {
        this.out = out;
    }

    /** One line. */
    void line(String text) {
        out.println(clean(text));
    }

    /** {@code name  value}, aligned; fields that are absent or empty are left out. */
    void fields(JsonNode object, String... names) {
        int width = 0;
        for (String name : names) {
            width = Math.max(
                    width, Json.text(object, name).isEmpty() ? 0 : label(name).length());
        }
        for (String name : names) {
            String value = Json.text(object, name);
            if (!value.isEmpty()) {
                out.println(pad(label(name), width) + "  " + clean(value));
            }
        }
    }

    /** A table of objects; columns that are empty in every row are left out. */
    void table(JsonNode rows, String... columns) {
        var used = new ArrayList<String>();
        for (String column : columns) {
            for (JsonNode row : rows) {
                if (!Json.text(row, column).isEmpty()) {
                    used.add(column);
                    break;
                }
            }
        }
        var lines = new ArrayList<List<String>>();
        lines.add(used.stream()
                .map(c -> label(c).toUpperCase(java.util.Locale.ROOT))
                .toList());
        for (JsonNode row : rows) {
            lines.add(used.stream().map(c -> shorten(Json.text(row, c))).toList());
        }
        table(lines);
    }

    /** Rows of cells, aligned; the last column is not padded. */
    void table(Collection<List<String>> rows) {
        var widths = new ArrayList<Integer>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int length = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(length);
                } else {
                    widths.set(i, Math.max(widths.get(i), length));
                }
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                boolean last = i == row.size() - 1;
                line.append(last ? row.get(i) : pad(row.get(i), widths.get(i)) + "  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** {@code camelCase} as words. */
    static String label(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    }

    /** Without control characters: what an emitter named must not move the reader's cursor. */
    static String clean(String text) {
        return text.codePoints().anyMatch(Character::isISOControl)
                ? text.codePoints()
                        .map(c -> Character.isISOControl(c) ? ' ' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                : text;
    }

    private static String shorten(String text) {
        String clean = clean(text);
        return clean.length() <= WIDEST_CELL ? clean : clean.substring(0, WIDEST_CELL - 3) + "...";
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
