package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code license timeline}: everything that happened to a license. */
@Command(name = "timeline", description = "List everything that happened to a license, oldest first.")
final class LicenseTimelineCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    LicenseTimelineCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses/{}/timeline", license).with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.table(
                Rows.of(answer, "events", "timeline"),
                "at",
                "type",
                "state",
                "version",
                "refusal",
                "author",
                "reason",
                "plan",
                "expiresAt",
                "detail");
    }
}
