package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code license timeline}: everything that happened to a license, or what it was at an instant. */
@Command(
        name = "timeline",
        description = "List everything that happened to a license, oldest first; or show what it was at an instant.")
final class LicenseTimelineCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "Show the license as it was then, e.g. 2027-01-01T00:00:00Z, and what made it so.")
    private @Nullable String at;

    LicenseTimelineCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses/{}/timeline", license)
                .with("limit", limit)
                .with("at", at);
    }

    @Override
    void print(JsonNode answer, Page page) {
        if (at != null) {
            then(answer, page);
            return;
        }
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
                "startsAt",
                "trial",
                "expiresAt",
                "graceUntil",
                "renews",
                "detail");
    }

    private static void then(JsonNode answer, Page page) {
        page.fields(
                answer,
                "license",
                "at",
                "state",
                "customer",
                "product",
                "plan",
                "trial",
                "startsAt",
                "startedAt",
                "expiresAt",
                "graceUntil",
                "renews",
                "quarantined",
                "version");
        page.line("");
        page.line("What made it so:");
        page.fields(answer.path("event"), "type", "at", "author", "reason", "detail");
    }
}
