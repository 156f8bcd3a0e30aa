package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rejected}: records that were not counted because something was wrong with them. */
@Command(name = "rejected", description = "List the rejected records, newest first, with reason and place.")
final class RejectedCommand extends ReadingCommand {
    @Option(names = "--reason", paramLabel = "CODE", description = "Only this reason, e.g. LICENSE_UNKNOWN.")
    private @Nullable String reason;

    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    RejectedCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/rejected")
                .with("reason", reason)
                .with("license", license)
                .with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode rejected = Rows.of(answer, "rejected");
        if (rejected.isEmpty()) {
            page.line("Nothing was rejected.");
            return;
        }
        page.table(
                rejected,
                "reason",
                "field",
                "license",
                "source",
                "id",
                "type",
                "topic",
                "partition",
                "offset",
                "decidedAt",
                "detail");
    }
}
