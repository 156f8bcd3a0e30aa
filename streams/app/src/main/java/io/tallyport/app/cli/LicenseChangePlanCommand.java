package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code license change-plan}: another plan of the same product. */
@Command(
        name = "change-plan",
        description = {
            "Give a license another plan of the same product, at once. Usage, periods and limits go on.",
            "Undone by changing to the plan before."
        })
final class LicenseChangePlanCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(names = "--plan", required = true, paramLabel = "PLAN", description = "Plan id of the license's product.")
    private String plan = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; stands in the audit entry.")
    private String reason = "";

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
    private @Nullable String author;

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Id of this command: sent again, it gives the first answer. Default: a random one.")
    private String commandId = "";

    LicenseChangePlanCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/licenses/{}/change-plan", license);
    }

    @Override
    Body body() {
        var body = Json.MAPPER
                .createObjectNode()
                .put("plan", plan)
                .put("reason", reason)
                .put("commandId", commandId.isEmpty() ? "cmd-" + UUID.randomUUID() : commandId);
        LicenseChangeCommands.put(body, "author", author);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode event = answer.path("event");
        page.line("License " + Json.text(answer, "license") + " is on plan " + Json.text(event, "plan") + " from "
                + Json.text(event, "at") + " on (version " + Json.text(answer, "version") + ").");
    }
}
