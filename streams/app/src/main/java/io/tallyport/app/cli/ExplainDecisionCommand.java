package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain decision}: why a check answered as it did. */
@Command(name = "decision", description = "Explain in sentences why a check answered as it did, with its evidence.")
final class ExplainDecisionCommand extends ReadingCommand {
    @Parameters(paramLabel = "ID", description = "Decision id, as check and decisions print it.")
    private String id = "";

    ExplainDecisionCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/explain/decisions/{}", id);
    }

    @Override
    void print(JsonNode answer, Page page) {
        answer.path("sentences").forEach(sentence -> page.line(sentence.asText()));
        if (!answer.path("steps").isEmpty()) {
            page.line("");
            page.table(answer.path("steps"), "step", "input", "result");
        }
        if (!answer.path("evidence").isEmpty()) {
            page.line("");
            page.fields(
                    answer.path("evidence"),
                    "rule",
                    "catalogRevision",
                    "topic",
                    "partition",
                    "offset",
                    "eventSource",
                    "eventId",
                    "inputs");
        }
        JsonNode recomputed = answer.path("recomputed");
        if (!recomputed.isMissingNode()) {
            page.line(
                    recomputed.path("equal").asBoolean()
                            ? "Evaluated again from this evidence, the answer is the same."
                            : "Evaluated again from this evidence, the answer DIFFERS: "
                                    + Json.text(recomputed, "verdict") + " " + Json.text(recomputed, "reason"));
        }
    }
}
