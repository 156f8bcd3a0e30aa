package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code license rekey}: another key for a license. */
@Command(
        name = "rekey",
        description = {
            "Give a license another key. Prints it, this once: nobody can read it later.",
            "Cannot be undone but by another key."
        })
final class LicenseRekeyCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(
            names = "--overlap",
            paramLabel = "DURATION",
            description =
                    "How long the key before is taken too: days, hours or minutes, e.g. P7D, up to P366D. Default: it ends at once.")
    private @Nullable String overlap;

    @Mixin
    private final CommandWords words = new CommandWords();

    LicenseRekeyCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/licenses/{}/rekey", license);
    }

    @Override
    Body body() {
        var body = Json.MAPPER.createObjectNode();
        LicenseChangeCommands.put(body, "overlap", overlap);
        words.putInto(body);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.fields(answer, "license", "key", "state", "version");
        String until = Json.text(answer.path("event"), "oldKeyUntil");
        page.line(
                until.isEmpty()
                        ? "The key before is not taken any more."
                        : "The key before is taken until " + until + ".");
        if (!Json.text(answer, "key").isEmpty()) {
            page.line("The key is shown this once; Tallyport keeps a keyed hash of it only.");
        }
    }
}
