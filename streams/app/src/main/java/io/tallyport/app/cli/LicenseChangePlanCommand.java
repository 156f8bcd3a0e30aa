package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final CommandWords words = new CommandWords();

    LicenseChangePlanCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/licenses/{}/change-plan", license);
    }

    @Override
    Body body() {
        var body = Json.MAPPER.createObjectNode().put("plan", plan);
        words.putInto(body);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode event = answer.path("event");
        page.line("License " + Json.text(answer, "license") + " is on plan " + Json.text(event, "plan") + " from "
                + Json.text(event, "at") + " on (version " + Json.text(answer, "version") + ").");
    }
}
