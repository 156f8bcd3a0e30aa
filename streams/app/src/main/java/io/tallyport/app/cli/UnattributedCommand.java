package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code unattributed}: what no license owns. */
@Command(
        name = "unattributed",
        description = {
            "Show what no license owns of a month: records that name no license, or none that exists, or cannot be read.",
            "Of a month that is over it is what the partitions certified; of the one that runs, what the verdicts say so far."
        })
final class UnattributedCommand extends ReadingCommand {
    @Option(
            names = "--period",
            paramLabel = "MONTH",
            required = true,
            description = "The month in UTC in which the records were decided, e.g. 2026-01.")
    private String period = "";

    UnattributedCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/unattributed").with("period", period);
    }

    @Override
    void print(JsonNode answer, Page page) {
        long certified = answer.path("certified").asLong();
        long partitions = answer.path("partitions").asLong();
        String by = certified == partitions
                ? "certified by all " + partitions + " partitions"
                        + (answer.path("complete").asBoolean()
                                ? ""
                                : ", not complete: some began to tell within the month")
                : certified + " of " + partitions + " partitions have certified it";
        page.line(answer.path("records").asLong() + " records of " + Json.text(answer, "period")
                + " are of no license; " + by + ".");
        if (!answer.path("rows").isEmpty()) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("REASON", "RECORDS", "TOPIC", "SOURCE"));
            answer.path("rows")
                    .forEach(row -> rows.add(List.of(
                            Page.clean(Json.text(row, "reason")),
                            Json.text(row, "records"),
                            Page.clean(Json.text(row, "topic")),
                            row.path("others").asBoolean() ? "(all others)" : Page.clean(Json.text(row, "source")))));
            page.table(rows);
        }
    }
}
