package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rejected resubmit}: once the cause is gone, rejected records are decided again. */
@Command(
        name = "resubmit",
        description = "Send rejected records again, with their ids; what counted already stays counted once.")
final class RejectedResubmitCommand extends ReadingCommand {
    @Option(names = "--reason", paramLabel = "CODE", description = "Only this reason, e.g. LICENSE_UNKNOWN.")
    private @Nullable String reason;

    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
    private @Nullable String author;

    RejectedResubmitCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/rejected/resubmit");
    }

    @Override
    Body body() {
        var body = Json.MAPPER.createObjectNode();
        LicenseChangeCommands.put(body, "reason", reason);
        LicenseChangeCommands.put(body, "license", license);
        LicenseChangeCommands.put(body, "author", author);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line("Resubmitted " + Json.text(answer, "resubmitted") + ".");
        if (!answer.path("verdicts").isEmpty()) {
            page.line("Verdicts: " + VerdictCounts.sentence(answer.path("verdicts")) + ".");
        }
        if (answer.path("more").asBoolean()) {
            page.line("More are waiting: run the command again.");
        }
    }
}
