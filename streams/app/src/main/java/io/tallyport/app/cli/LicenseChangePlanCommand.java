package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code license change-plan}: another plan of the same product. */
@Command(
        name = "change-plan",
        description = {
            "Give a license another plan of the same product, at once or from an instant on. Usage, periods and limits go on.",
            "Undone by changing to the plan before; what is scheduled, by cancel-change, or replaced by another --at."
        })
final class LicenseChangePlanCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(names = "--plan", required = true, paramLabel = "PLAN", description = "Plan id of the license's product.")
    private String plan = "";

    @Option(
            names = "--at",
            paramLabel = "INSTANT|period-end|term-end",
            description =
                    "From when on it is to hold: an instant, e.g. 2027-01-01T00:00:00Z, or the end of the license's month that runs, or of its term. Default: at once.")
    private @Nullable String at;

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
        LicenseChangeCommands.put(body, "at", at);
        words.putInto(body);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode event = answer.path("event");
        boolean isScheduled = Json.text(event, "type").equals("PLAN_CHANGE_SCHEDULED");
        page.line("License " + Json.text(answer, "license") + " is on plan " + Json.text(event, "plan")
                + (isScheduled
                        ? ", and on plan " + Json.text(event, "nextPlan") + " from " + Json.text(event, "nextPlanAt")
                        : " from " + Json.text(event, "at"))
                + " on (version " + Json.text(answer, "version") + ").");
    }
}
