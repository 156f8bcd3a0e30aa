package io.tallyport.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amend}: another event counts in the place of one. */
@Command(
        name = "amend",
        description = {
            "Put another event in the place of one that was counted: the same but for what is set.",
            "Undone by restore of the amended event."
        })
final class AmendCommand extends ReadingCommand {
    @Parameters(index = "0", paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Parameters(index = "1", paramLabel = "SOURCE", description = "Source of the event.")
    private String source = "";

    @Parameters(index = "2", paramLabel = "ID", description = "Id of the event.")
    private String id = "";

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "A field of the payload: a number, true, false, null to remove it, or text.")
    private List<String> set = new ArrayList<>();

    @Option(names = "--time", paramLabel = "INSTANT", description = "Another event time.")
    private @Nullable String time;

    @Option(names = "--to-license", paramLabel = "LICENSE", description = "The license that it counts for instead.")
    private @Nullable String toLicense;

    @Option(names = "--from", paramLabel = "INSTANT", description = "Look for the event from this event time on.")
    private @Nullable String from;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; stands in the audit entry.")
    private String reason = "";

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
    private @Nullable String author;

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Id of this command: sent again, it changes nothing more. Default: a random one.")
    private String commandId = "";

    AmendCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/usage/amend");
    }

    @Override
    Body body() {
        var body = Json.MAPPER
                .createObjectNode()
                .put("license", license)
                .put("source", source)
                .put("id", id)
                .put("reason", reason)
                .put("commandId", commandId.isEmpty() ? "cmd-" + UUID.randomUUID() : commandId);
        LicenseChangeCommands.put(body, "time", time);
        LicenseChangeCommands.put(body, "toLicense", toLicense);
        LicenseChangeCommands.put(body, "from", from);
        LicenseChangeCommands.put(body, "author", author);
        var fields = body.putObject("set");
        for (String field : set) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new CliFailure(ExitCode.BAD_INPUT, "--set: must be PATH=VALUE, is '" + field + "'");
            }
            fields.set(field.substring(0, equals), value(field.substring(equals + 1)));
        }
        return Body.json(body.toString());
    }

    /** A number, true, false or null as JSON has them; all else is text. */
    private static JsonNode value(String text) {
        try {
            JsonNode node = Json.MAPPER.readTree(text);
            if (node.isNumber() || node.isBoolean() || node.isNull()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // text
        }
        return Json.MAPPER.getNodeFactory().textNode(text);
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line("Event " + Json.text(answer, "id") + " of license " + Json.text(answer, "license")
                + " counts in the place of " + Json.text(answer, "amends") + ".");
    }
}
