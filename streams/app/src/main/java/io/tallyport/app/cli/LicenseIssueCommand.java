package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code license issue}: sells a right. */
@Command(
        name = "issue",
        description = "Issue a license. Prints its id and, this once, its key: nobody can read the key later.")
final class LicenseIssueCommand extends ReadingCommand {
    @Option(names = "--product", required = true, paramLabel = "PRODUCT", description = "Product id of the catalog.")
    private String product = "";

    @Option(names = "--plan", required = true, paramLabel = "PLAN", description = "Plan id of that product.")
    private String plan = "";

    @Option(names = "--customer", required = true, paramLabel = "CUSTOMER", description = "Who is billed.")
    private String customer = "";

    @Option(names = "--id", paramLabel = "LICENSE", description = "License id to use. Default: the node makes one.")
    private @Nullable String id;

    @Option(
            names = "--starts-at",
            paramLabel = "INSTANT",
            description = "When it starts by itself; a draft until then. Default: as its plan says.")
    private @Nullable String startsAt;

    @Option(
            names = "--expires-at",
            paramLabel = "INSTANT",
            description = "When it ends, e.g. 2027-01-01T00:00:00Z. Default: as its plan says.")
    private @Nullable String expiresAt;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Time zone of its days and months, e.g. Europe/Berlin. Default: UTC.")
    private @Nullable String timeZone;

    @Option(
            names = "--anchor",
            paramLabel = "TIME",
            description = "When a month of it begins, e.g. 2026-01-15 or 2026-01-31T10:00. Default: calendar months.")
    private @Nullable String anchor;

    @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
    private @Nullable String author;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the audit entry.")
    private @Nullable String reason;

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description = "Id of this command: sent again, it gives the first answer. Default: a random one.")
    private String commandId = "";

    LicenseIssueCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.post("/v1/licenses");
    }

    @Override
    Body body() {
        var body = Json.MAPPER
                .createObjectNode()
                .put("product", product)
                .put("plan", plan)
                .put("customer", customer)
                .put("commandId", commandId.isEmpty() ? UUID.randomUUID().toString() : commandId);
        LicenseChangeCommands.put(body, "id", id);
        LicenseChangeCommands.put(body, "startsAt", startsAt);
        LicenseChangeCommands.put(body, "expiresAt", expiresAt);
        LicenseChangeCommands.put(body, "timeZone", timeZone);
        LicenseChangeCommands.put(body, "anchor", anchor);
        LicenseChangeCommands.put(body, "author", author);
        LicenseChangeCommands.put(body, "reason", reason);
        return Body.json(body.toString());
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.fields(answer, "license", "key", "state", "version");
        if (!Json.text(answer, "key").isEmpty()) {
            page.line("The key is shown this once; Tallyport keeps a keyed hash of it only.");
        }
    }
}
