package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command says of itself where it must say why: reason, author, and an id by which a repeat is known. */
final class CommandWords {

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; it is kept with what is done.")
    private String reason = "";

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it; it is kept with what is done.")
    private @Nullable String author;

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Id of this command: sent again, it gives the first answer. Default: a random one.")
    private String commandId = "";

    /** Puts the words into a request. */
    void putInto(ObjectNode body) {
        body.put("reason", reason).put("commandId", commandId.isEmpty() ? "cmd-" + UUID.randomUUID() : commandId);
        LicenseChangeCommands.put(body, "author", author);
    }
}
