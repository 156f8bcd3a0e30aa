package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code license reinstate}: takes a revocation back. */
@Command(
        name = "reinstate",
        description = "Take the revocation of a license back: it is what it would be now without it.")
final class LicenseReinstateCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Mixin
    private final CommandWords words = new CommandWords();

    LicenseReinstateCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/licenses/{}/reinstate", license);
    }

    @Override
    Body body() {
        var body = Json.MAPPER.createObjectNode();
        words.putInto(body);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        LicenseChangeCommands.outcome(answer, page);
    }
}
