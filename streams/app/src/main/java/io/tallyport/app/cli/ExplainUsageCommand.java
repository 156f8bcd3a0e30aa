package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain usage}: from a number to the events that make it. */
@Command(
        name = "usage",
        description = {
            "Count a number of a period again from its events, show them, and say whether it is the same.",
            "Numbers of seats are counted from what the timeline says of them, and from the license's calendar.",
            "Exit status 12 if it is not, 13 if the events are not all there any more."
        })
final class ExplainUsageCommand extends ReadingCommand {
    /** As many as the node lists at most. */
    private static final int ALL = 10_000;

    @Parameters(index = "0", paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Parameters(index = "1", paramLabel = "METER", description = "Meter id.")
    private String meter = "";

    @Parameters(
            index = "2",
            paramLabel = "PERIOD",
            description =
                    "Month of the license's time zone in which the period begins, e.g. 2026-01, or the instant at which it does.")
    private String period = "";

    @Option(names = "--group", paramLabel = "GROUP", description = "Only this group, e.g. region=eu.")
    private @Nullable String group;

    @Option(names = "--meter-version", paramLabel = "N", description = "Only this version of the meter.")
    private @Nullable Integer meterVersion;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "List at most so many events, those first of which there is something to say. Default: 20.")
    private @Nullable Integer limit;

    @Option(names = "--all", description = "List up to 10,000 events.")
    private boolean all;

    ExplainUsageCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/explain/usage/{}/{}/{}", license, meter, period)
                .with("group", group)
                .with("meterVersion", meterVersion)
                .with("limit", all ? Integer.valueOf(ALL) : limit);
    }

    @Override
    int exitCode(JsonNode answer) {
        return answer.path("equal").asBoolean() ? ExitCode.OK : ExitCode.DIFFERS;
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line(Json.text(answer, "sentence"));
        answer.path("sentences").forEach(sentence -> page.line(sentence.asText()));
        if (!answer.path("lines").isEmpty()) {
            page.line("");
            page.table(
                    answer.path("lines"),
                    "from",
                    "to",
                    "plan",
                    "meterVersion",
                    "stated",
                    "adjusted",
                    "recomputed",
                    "difference",
                    "estimate",
                    "statedEvents",
                    "recomputedEvents",
                    "equal",
                    "byHand");
        }
        if (!answer.path("adjustments").isEmpty()) {
            page.line("");
            page.table(
                    answer.path("adjustments"),
                    "statement",
                    "from",
                    "plan",
                    "quantity",
                    "events",
                    "byHand",
                    "author",
                    "reason",
                    "commandId");
        }
        page.line("");
        if (answer.path("events").isEmpty()) {
            page.line(answer.path("counts").path("events").asLong() == 0 ? "No event." : "No event is listed.");
            return;
        }
        page.table(events(answer), "id", "source", "time", "at", "zone", "group", "value", "what");
        JsonNode counts = answer.path("counts");
        if (counts.path("listed").asLong() < counts.path("events").asLong()) {
            page.line(Json.text(counts, "listed") + " of " + Json.text(counts, "events")
                    + " events; more: --limit N or --all");
        }
    }

    /** The events with what there is to say of each in one cell. */
    private static ArrayNode events(JsonNode answer) {
        ArrayNode rows = Json.MAPPER.createArrayNode();
        for (JsonNode event : answer.path("events")) {
            ObjectNode row = event.deepCopy();
            row.put("what", what(event, Json.text(answer, "statement")));
            rows.add(row);
        }
        return rows;
    }

    private static String what(JsonNode event, String statement) {
        var said = new StringBuilder();
        JsonNode corrected = event.path("corrected");
        if (corrected.isObject()) {
            String by = " by " + Json.text(corrected, "author") + ": " + Json.text(corrected, "reason") + " (command "
                    + Json.text(corrected, "commandId") + ")";
            said.append(verb(corrected, event.path("stands").asBoolean())).append(by);
        }
        String because = Json.text(event, "because");
        if (!because.isEmpty()) {
            separate(said).append(because);
        }
        String amends = Json.text(event, "amends");
        if (!amends.isEmpty()) {
            separate(said).append("took the place of ").append(amends);
        }
        if (event.has("recountedBy")) {
            separate(said)
                    .append("recounted by version ")
                    .append(Json.text(event, "meterVersion"))
                    .append(" (revision ")
                    .append(Json.text(event, "recountedBy"))
                    .append(')');
        }
        if (event.path("afterStatement").asBoolean()) {
            separate(said).append(statement.isEmpty() ? "came after the close" : "came after statement " + statement);
        }
        return said.toString();
    }

    private static String verb(JsonNode corrected, boolean stands) {
        String other = Json.text(corrected, "other");
        if (stands) {
            return "restored";
        }
        return switch (Json.text(corrected, "kind")) {
            case "AMEND" -> "amended to " + other;
            case "VOID" -> other.isEmpty() ? "voided" : "moved to license " + other;
            default -> "gave way to " + other + ", restored";
        };
    }

    private static StringBuilder separate(StringBuilder said) {
        return said.isEmpty() ? said : said.append("; ");
    }
}
