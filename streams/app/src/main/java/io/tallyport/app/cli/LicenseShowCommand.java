package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code license show}: what a license may do now. */
@Command(name = "show", description = "Show what a license may do now, and why.")
final class LicenseShowCommand extends ReadingCommand {
    @Parameters(paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    LicenseShowCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses/{}", license);
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.fields(
                answer,
                "license",
                "state",
                "reason",
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
                "version",
                "catalogRevision",
                "decidedAt",
                "asOf",
                "viewAgeMs");
        if (!answer.path("features").isEmpty()) {
            page.line("");
            page.table(
                    answer.path("features"),
                    "feature",
                    "kind",
                    "access",
                    "reason",
                    "value",
                    "meter",
                    "window",
                    "limit",
                    "hard",
                    "level",
                    "bound");
        }
    }
}
