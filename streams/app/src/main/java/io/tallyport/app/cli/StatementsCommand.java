package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code statements}: what was closed, what is held, what waits. */
@Command(
        name = "statements",
        description = {
            "List the statements that are issued or held, newest periods first.",
            "With --period also the licenses whose period has neither; with --status waiting only those."
        })
final class StatementsCommand extends ReadingCommand {
    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--customer", paramLabel = "CUSTOMER", description = "Only this customer.")
    private @Nullable String customer;

    @Option(
            names = "--period",
            paramLabel = "MONTH",
            description = "Only periods that begin in this month of the license's own time zone, e.g. 2026-01.")
    private @Nullable String period;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only issued, held, or waiting: periods that run or are over without a statement.")
    private @Nullable String status;

    @Option(names = "--after", paramLabel = "ROW", description = "Only what comes after it: the next page.")
    private @Nullable String after;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Integer limit;

    StatementsCommand(Session session) {
        super(session);
    }

    @Override
    Route route() {
        return Route.get("/v1/statements")
                .with("license", license)
                .with("customer", customer)
                .with("period", period)
                .with("status", status)
                .with("after", after)
                .with("limit", limit);
    }

    @Override
    void print(JsonNode answer, Page page) {
        JsonNode statements = Rows.of(answer, "statements");
        if (statements.isEmpty()) {
            page.line("No statements.");
            return;
        }
        page.table(
                statements,
                "statement",
                "license",
                "customer",
                "from",
                "to",
                "status",
                "lines",
                "issuedAt",
                "heldSince",
                "heldReason",
                "heldDetail");
        String next = Json.text(answer, "next");
        if (!next.isEmpty()) {
            page.line("More: --after " + next);
        }
    }
}
