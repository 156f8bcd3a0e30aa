package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code health}: whether the node can answer. */
@Command(
        name = "health",
        description = "Show whether the node can answer checks. Exit status 0: yes; 3: not yet, or no answer.")
final class HealthCommand extends ReadingCommand {
    HealthCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/health");
    }

    @Override
    void print(JsonNode answer, Page page) {
        page.line("The node is " + Json.text(answer, "status") + ".");
        for (var component : answer.path("components").properties()) {
            page.line("  " + component.getKey() + ": " + Outline.inline(component.getValue()));
        }
        page.fields(answer, "viewAgeMs", "version");
    }

    @Override
    int exitCode(JsonNode answer) {
        return Json.text(answer, "status").equals("starting") ? ExitCode.UNREACHABLE : ExitCode.OK;
    }
}
