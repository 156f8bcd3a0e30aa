package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which column of a CSV file fills which field of an event. Columns that are named like a CloudEvents attribute or
 * {@code data.<path>} map themselves; {@code --map field=column} says otherwise; every other column becomes
 * {@code data.<column>}. In data, a cell that reads as a JSON number is an exact number, {@code true} and {@code false}
 * are booleans, an empty cell is absent, all else is text.
 */
final class CsvMapping {

    private static final Set<String> ATTRIBUTES = Set.of(
            "id", "source", "type", "time", "subject", "license", "licensekey", "tenant", "epoch", "sequence", "lease");
    private static final String DATA = "data.";
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]{1,3})?");

    /** One field and the column that fills it. */
    private record Target(String field, int column) {}

    private final List<Target> targets;
    private final int columns;

    private CsvMapping(List<Target> targets, int columns) {
        this.targets = List.copyOf(targets);
        this.columns = columns;
    }

    /**
     * The mapping of one file.
     *
     * @param header names of its columns
     * @param named field to column, from the command line
     * @throws CliFailure when a column is missing or named twice, or no column gives the id
     */
    static CsvMapping of(List<String> header, Map<String, String> named) {
        var index = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < header.size(); i++) {
            if (index.put(header.get(i).strip(), i) != null) {
                throw bad("the header names the column " + header.get(i).strip() + " twice");
            }
        }
        var fields = new LinkedHashMap<String, Integer>();
        var taken = new HashSet<String>();
        named.forEach((field, column) -> {
            Integer at = index.get(column);
            if (at == null) {
                throw bad(
                        "--map " + field + "=" + column + ": the header has no such column; it has " + index.keySet());
            }
            if (!ATTRIBUTES.contains(field) && !(field.startsWith(DATA) && field.length() > DATA.length())) {
                throw bad("--map " + field + "=" + column + ": a field is data.<path> or one of "
                        + new java.util.TreeSet<>(ATTRIBUTES));
            }
            fields.put(field, at);
            taken.add(column);
        });
        index.forEach((column, at) -> {
            if (!taken.contains(column)) {
                boolean itself = ATTRIBUTES.contains(column) || column.startsWith(DATA);
                fields.putIfAbsent(itself ? column : DATA + column, at);
            }
        });
        if (!fields.containsKey("id")) {
            throw bad(
                    "no column gives the event id; name it with --map id=COLUMN, so that a repeated emit counts once");
        }
        var targets = new ArrayList<Target>();
        fields.forEach((field, column) -> targets.add(new Target(field, column)));
        return new CsvMapping(targets, header.size());
    }

    /** The event of a row. */
    EmitItem event(CsvParser.Row row, EmitDefaults defaults) {
        if (row.cells().size() != columns) {
            return new EmitItem.Bad(
                    row.line(), "", "the row has " + row.cells().size() + " fields, the header has " + columns);
        }
        ObjectNode event = Json.MAPPER.createObjectNode().put("specversion", "1.0");
        ObjectNode data = Json.MAPPER.createObjectNode();
        for (Target target : targets) {
            String cell = row.cells().get(target.column());
            if (cell.isEmpty()) {
                continue;
            }
            if (!target.field().startsWith(DATA)) {
                event.put(target.field(), cell);
            } else if (!put(data, target.field().substring(DATA.length()).split("\\.", -1), cell)) {
                return new EmitItem.Bad(
                        row.line(), target.field(), "another column gives a value to a part of this path");
            }
        }
        defaults.fill(event);
        event.set("data", data);
        return new EmitItem.Event(row.line(), Json.line(event));
    }

    private static boolean put(ObjectNode data, String[] path, String cell) {
        ObjectNode at = data;
        for (int i = 0; i < path.length - 1; i++) {
            if (!at.path(path[i]).isMissingNode() && !at.path(path[i]).isObject()) {
                return false;
            }
            at = at.withObject("/" + path[i].replace("~", "~0").replace("/", "~1"));
        }
        String last = path[path.length - 1];
        if (at.has(last)) {
            return false;
        }
        if (NUMBER.matcher(cell).matches()) {
            at.put(last, new BigDecimal(cell));
        } else if (cell.equals("true") || cell.equals("false")) {
            at.put(last, cell.equals("true"));
        } else {
            at.put(last, cell);
        }
        return true;
    }

    private static CliFailure bad(String message) {
        return new CliFailure(ExitCode.BAD_INPUT, message);
    }
}
