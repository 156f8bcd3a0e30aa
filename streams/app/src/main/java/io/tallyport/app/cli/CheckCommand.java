package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: may this license do this now? */
@Command(
        name = "check",
        description = "Ask whether a license may use a feature now. Exit status 0: ALLOW or ALERT; 10: DENY.")
final class CheckCommand extends ReadingCommand {
    @Parameters(index = "0", paramLabel = "LICENSE", description = "License id.")
    private String license = "";

    @Parameters(index = "1", paramLabel = "FEATURE", description = "Feature id of the catalog.")
    private String feature = "";

    @Option(names = "--caller", paramLabel = "NAME", description = "Who asks; stands in the decision's trace.")
    private @Nullable String caller;

    @Option(names = "--trace", paramLabel = "ID", description = "An id of yours; stands in the decision's trace.")
    private @Nullable String trace;

    CheckCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/licenses/{}/check/{}", license, feature)
                .with("caller", caller)
                .with("trace", trace);
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line(
                Json.text(answer, "verdict") + " " + Json.text(answer, "reason") + ": " + Json.text(answer, "detail"));
        page.fields(
                answer,
                "license",
                "feature",
                "limit",
                "window",
                "bound",
                "validUntil",
                "viewAgeMs",
                "entitlementVersion",
                "catalogRevision",
                "asOf",
                "decisionId");
    }

    @Override
    int exitCode(JsonNode answer) {
        return switch (Json.text(answer, "verdict")) {
            case "ALLOW", "ALERT" -> ExitCode.OK;
            case "DENY" -> ExitCode.DENY;
            default -> ExitCode.FAILED;
        };
    }
}
