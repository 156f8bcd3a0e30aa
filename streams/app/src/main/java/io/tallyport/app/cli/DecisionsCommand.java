package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code decisions}: what checks answered. */
@Command(
        name = "decisions",
        description = "List what checks answered, newest first: denials and alerts one by one, allows counted.")
final class DecisionsCommand extends ReadingCommand {
    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    DecisionsCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/decisions").with("license", license).with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode decisions = Rows.of(answer, "decisions");
        if (decisions.isEmpty()) {
            page.line("No decisions.");
            return;
        }
        page.table(
                decisions,
                "at",
                "verdict",
                "reason",
                "license",
                "feature",
                "count",
                "caller",
                "bound",
                "viewAgeMs",
                "entitlementVersion",
                "decisionId");
    }
}
