package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code clock}: the time that the node decides by. */
@Command(name = "clock", description = "Show the time that the node decides by.")
final class ClockCommand extends ReadingCommand {
    ClockCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/clock");
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line(Json.text(answer, "now") + " (" + Json.text(answer, "kind") + " clock)");
    }
}
