package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code licenses}: all licenses. */
@Command(name = "licenses", description = "List the licenses, ordered by id.")
final class LicensesCommand extends ReadingCommand {
    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    @Option(names = "--after", paramLabel = "LICENSE", description = "Only ids after this one: the next page.")
    private @Nullable String after;

    LicensesCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses").with("limit", limit).with("after", after);
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode licenses = Rows.of(answer, "licenses");
        if (licenses.isEmpty()) {
            page.line("No licenses.");
            return;
        }
        page.table(
                licenses,
                "license",
                "state",
                "customer",
                "product",
                "plan",
                "trial",
                "expiresAt",
                "graceUntil",
                "renews",
                "quarantined",
                "version");
        String next = Json.text(answer, "next");
        if (!next.isEmpty()) {
            page.line("More: --after " + next);
        }
    }
}
