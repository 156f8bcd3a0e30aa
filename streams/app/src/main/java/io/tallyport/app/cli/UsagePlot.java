package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Usage as bars, one for each window of a meter, oldest first; for people, in any terminal. */
final class UsagePlot {

    private static final int WIDTH = 50;
    private static final int MINUTE_CHARS = "2026-01-10T12:00".length();
    private static final int DATE_CHARS = "2026-01-10".length();

    /**
     * The lines of a plot.
     *
     * @param meters rows of an answer about usage
     */
    static List<String> lines(JsonNode meters) {
        Map<String, List<JsonNode>> series = new LinkedHashMap<>();
        for (JsonNode row : meters) {
            series.computeIfAbsent(title(row), title -> new ArrayList<>()).add(row);
        }
        var lines = new ArrayList<String>();
        series.forEach((title, rows) -> {
            lines.add("");
            lines.add(title);
            rows.sort(Comparator.comparing(row -> Json.text(row, "from")));
            bars(rows, lines);
        });
        return lines;
    }

    private static String title(JsonNode row) {
        String group = Json.text(row, "group");
        String subject = Json.text(row, "subject");
        int version = row.path("meterVersion").asInt(1);
        return Json.text(row, "meter") + (version > 1 ? " version " + version : "")
                + (group.isEmpty() ? "" : " " + group) + (subject.isEmpty() ? "" : " " + subject) + ", "
                + Json.text(row, "unit") + " per "
                + Json.text(row, "window");
    }

    private static void bars(List<JsonNode> rows, List<String> lines) {
        BigDecimal most = BigDecimal.ZERO;
        for (JsonNode row : rows) {
            most = most.max(value(row, "value"));
            BigDecimal limit = value(row, "limit");
            // A limit far away would make all bars short.
            most = limit.compareTo(most.multiply(BigDecimal.valueOf(2))) <= 0 ? most.max(limit) : most;
        }
        String end = "";
        for (JsonNode row : rows) {
            if (!end.isEmpty() && !end.equals(Json.text(row, "from"))) {
                lines.add("  ... nothing was counted between");
            }
            end = Json.text(row, "to");
            lines.add("  " + label(row) + "  " + bar(row, most) + "  " + Json.text(row, "value") + limit(row));
        }
    }

    private static String label(JsonNode row) {
        String from = Json.text(row, "from");
        // Days and months of a time zone begin at any hour of UTC.
        boolean midnight = from.startsWith("T00:00", DATE_CHARS);
        return from.substring(0, Math.min(from.length(), midnight && !isWithinDay(row) ? DATE_CHARS : MINUTE_CHARS));
    }

    private static boolean isWithinDay(JsonNode row) {
        String window = Json.text(row, "window");
        return window.equals("HOUR") || window.equals("MINUTE");
    }

    private static String bar(JsonNode row, BigDecimal most) {
        int length = chars(value(row, "value"), most);
        int limit = Json.text(row, "limit").isEmpty() ? 0 : chars(value(row, "limit"), most);
        var bar = new StringBuilder();
        for (int i = 1; i <= WIDTH; i++) {
            bar.append(i == limit ? '|' : i <= length ? '#' : ' ');
        }
        return bar.toString();
    }

    /** So many characters a value is long: at least one if there is any, none if it is negative. */
    private static int chars(BigDecimal value, BigDecimal most) {
        if (value.signum() <= 0 || most.signum() <= 0) {
            return 0;
        }
        return value.multiply(BigDecimal.valueOf(WIDTH))
                .divide(most, 0, RoundingMode.HALF_UP)
                .max(BigDecimal.ONE)
                .min(BigDecimal.valueOf(WIDTH + 1L))
                .intValue();
    }

    private static String limit(JsonNode row) {
        String limit = Json.text(row, "limit");
        return limit.isEmpty() ? "" : " of " + limit;
    }

    private static BigDecimal value(JsonNode row, String field) {
        String text = Json.text(row, field);
        return text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
    }

    private UsagePlot() {}
}
