package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code clock advance}: moves a test clock. */
@Command(name = "advance", description = "Move the test clock of a node that was started with --clock.")
final class ClockAdvanceCommand extends ReadingCommand {
    @Parameters(paramLabel = "DURATION", description = "How far: ISO 8601, e.g. PT1H, P1D, P1M (a calendar month).")
    private String by = "";

    ClockAdvanceCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/clock/advance");
    }

    @Override
    Body body() {
        return Body.json(Json.MAPPER.createObjectNode().put("by", by).toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line("It is now " + Json.text(answer, "now") + ".");
    }
}
