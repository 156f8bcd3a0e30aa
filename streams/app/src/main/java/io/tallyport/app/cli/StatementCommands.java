package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands about one statement. */
final class StatementCommands {

    /** {@code statement show}. */
    @Command(name = "show", description = "Show a statement: all its lines, and what it was made from.")
    static final class Show extends ReadingCommand {
        @Parameters(paramLabel = "LICENSE/NUMBER", description = "Id of the statement, e.g. my-license/3.")
        private String statement = "";

        Show(Session session) {
            super(session);
        }

        @Override
        Route route() {
            var id = StatementId.of(statement);
            return Route.get("/v1/statements/{}/{}", id.license(), id.number());
        }

        @Override
        void print(JsonNode answer, Page page) {
            page.fields(
                    answer,
                    "statement",
                    "customer",
                    "from",
                    "to",
                    "status",
                    "issuedAt",
                    "heldSince",
                    "heldReason",
                    "heldDetail",
                    "releasedBy",
                    "releaseReason",
                    "catalogRevision");
            JsonNode lines = answer.path("lines");
            if (!lines.isEmpty()) {
                page.line("");
                page.table(
                        lines,
                        "kind",
                        "corrects",
                        "plan",
                        "planVersion",
                        "meter",
                        "meterVersion",
                        "group",
                        "from",
                        "to",
                        "quantity",
                        "unit",
                        "included",
                        "overage",
                        "events",
                        "relativeError",
                        "author",
                        "reason");
            } else if (Json.text(answer, "status").equals("issued")) {
                page.line("It has no lines.");
            }
            JsonNode certificate = answer.path("certificate");
            if (certificate.isObject()) {
                page.line("");
                page.fields(certificate, "partition", "counted", "voided", "standing", "digest", "complete");
                page.table(
                        certificate.path("read"),
                        "topic",
                        "fromOffset",
                        "endOffset",
                        "records",
                        "counted",
                        "duplicates",
                        "conflicts",
                        "late",
                        "rejected",
                        "corrected",
                        "parked");
                if (!certificate.path("unattributed").isEmpty()) {
                    page.line("");
                    page.line("Of no subject:");
                    page.table(
                            certificate.path("unattributed"),
                            "meter",
                            "meterVersion",
                            "quantity",
                            "events",
                            "relativeError");
                }
            }
        }
    }

    /** {@code statement release}. */
    @Command(
            name = "release",
            description = {
                "Issue a statement that is held, as it is, and say what is missing.",
                "What is missing comes as an adjustment later. It cannot be taken back."
            })
    static final class Release extends ReadingCommand {
        @Parameters(paramLabel = "LICENSE/NUMBER", description = "Id of the statement, e.g. my-license/3.")
        private String statement = "";

        @Mixin
        private final CommandWords words = new CommandWords();

        Release(Session session) {
            super(session);
        }

        @Override
        Route route() {
            var id = StatementId.of(statement);
            return Route.post("/v1/statements/{}/{}/release", id.license(), id.number());
        }

        @Override
        Body body() {
            var body = Json.MAPPER.createObjectNode();
            words.putInto(body);
            return Body.json(body.toString());
        }

        @Override
        void print(JsonNode answer, Page page) {
            String detail = Json.text(answer.path("event"), "detail");
            page.line("Statement " + Json.text(answer, "license") + "/" + Json.text(answer, "number") + " is released"
                    + (detail.isEmpty() ? "." : ": " + detail));
        }
    }

    /**
     * Id of a statement.
     *
     * @param license license id
     * @param number its number
     */
    record StatementId(String license, String number) {

        static StatementId of(String text) {
            int slash = text.lastIndexOf('/');
            if (slash < 1 || !text.substring(slash + 1).matches("[1-9]\\d{0,17}")) {
                throw new CliFailure(
                        ExitCode.BAD_INPUT,
                        "LICENSE/NUMBER: '" + text + "' is no id of a statement, as my-license/3 is");
            }
            return new StatementId(text.substring(0, slash), text.substring(slash + 1));
        }
    }

    private StatementCommands() {}
}
