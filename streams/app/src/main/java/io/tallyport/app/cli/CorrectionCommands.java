package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that take counted events back, and count them again. */
final class CorrectionCommands {

    /** {@code void}. */
    @Command(
            name = "void",
            description = {
                "Take back events that were counted: one, by license, source and id, or all that match.",
                "Undone by restore. What is corrected stays in the topics and in the audit trail."
            })
    static final class Void extends Correction {
        Void(Session session) {
            super(session, "void", "Voided");
        }
    }

    /** {@code restore}. */
    @Command(
            name = "restore",
            description = {
                "Count voided events again: one, by license, source and id, or all that match.",
                "One that was amended takes the place of its amendment again. Undone by void."
            })
    static final class Restore extends Correction {
        @Option(
                names = "--undoes",
                paramLabel = "ID",
                description = "Only events that this command was the last to correct.")
        private @Nullable String undoes;

        Restore(Session session) {
            super(session, "restore", "Restored");
        }

        @Override
        void ask(ObjectNode asked) {
            LicenseChangeCommands.put(asked, "undoes", undoes);
        }
    }

    /** One or many events, in calls that go on where the one before stopped. */
    abstract static class Correction extends NodeCommand {
        private static final List<String> SUMS = List.of("found", "corrected", "repeated", "pending", "unanswered");
        private static final String CLEAR = "\r\u001b[K";

        private final String name;
        private final String done;

        @Parameters(index = "0", arity = "0..1", paramLabel = "LICENSE", description = "License id; all without one.")
        private @Nullable String license;

        @Parameters(index = "1", arity = "0..1", paramLabel = "SOURCE", description = "Source of the event.")
        private @Nullable String source;

        @Parameters(index = "2", arity = "0..1", paramLabel = "ID", description = "Id of the event.")
        private @Nullable String id;

        @Option(
                names = "--where",
                paramLabel = "FILTER",
                description =
                        "Events that a filter takes, as in meters: data.region == \"eu\" && data.size > 100. It sees job,"
                                + " too, the backfill that brought an event: job == 'moved-in'.")
        private @Nullable String where;

        @Option(names = "--type", paramLabel = "TYPE", description = "Events of this type.")
        private @Nullable String type;

        @Option(names = "--from", paramLabel = "INSTANT", description = "Of an event time from then on.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "INSTANT", description = "Of an event time before then.")
        private @Nullable String to;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; required but for --dry-run.")
        private @Nullable String reason;

        @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entries.")
        private @Nullable String author;

        @Option(names = "--dry-run", description = "Say which events are meant, and change nothing.")
        private boolean dryRun;

        @Option(
                names = "--command-id",
                paramLabel = "ID",
                description = "Id of this command: sent again, it changes nothing more. Default: a random one.")
        private String commandId = "";

        @Option(names = "--json", description = "Print the sum of the node's answers as JSON and nothing else.")
        private boolean json;

        Correction(Session session, String name, String done) {
            super(session);
            this.name = name;
            this.done = done;
        }

        /** Adds what only one of them asks for. */
        void ask(ObjectNode asked) {}

        @Override
        public Integer call() {
            ObjectNode asked = asked();
            ask(asked);
            ObjectNode sum = Json.MAPPER.createObjectNode();
            for (String after = ""; after != null; ) {
                if (!after.isEmpty()) {
                    asked.put("after", after);
                }
                JsonNode answer =
                        NodeApi.json(api().call(Route.post("/v1/usage/" + name), Body.json(asked.toString())));
                add(sum, answer);
                after = answer.hasNonNull("next") ? answer.path("next").asText() : null;
                if (session().errIsTerminal()) {
                    session().err().print(CLEAR + (after == null ? "" : Json.text(sum, "found") + " found so far"));
                    session().err().flush();
                }
            }
            if (json) {
                session().out().println(sum);
            } else {
                print(sum, new Page(session().out()));
            }
            boolean all = sum.path("refused").isEmpty() && sum.path("pending").asInt() == 0;
            return all ? ExitCode.OK : ExitCode.FAILED;
        }

        private ObjectNode asked() {
            if (source != null && id == null && where == null && type == null) {
                throw new CliFailure(ExitCode.BAD_INPUT, "ID: name the event of the source, or say --where or --type");
            }
            var asked = Json.MAPPER.createObjectNode();
            LicenseChangeCommands.put(asked, "license", license);
            LicenseChangeCommands.put(asked, "source", source);
            LicenseChangeCommands.put(asked, "id", id);
            LicenseChangeCommands.put(asked, "where", where);
            LicenseChangeCommands.put(asked, "type", type);
            LicenseChangeCommands.put(asked, "from", from);
            LicenseChangeCommands.put(asked, "to", to);
            LicenseChangeCommands.put(asked, "reason", reason);
            LicenseChangeCommands.put(asked, "author", author);
            asked.put("commandId", commandId.isEmpty() ? "cmd-" + UUID.randomUUID() : commandId);
            return asked.put("dryRun", dryRun);
        }

        /** Adds an answer to the sum of those before. */
        private static void add(ObjectNode sum, JsonNode answer) {
            for (String field : List.of("commandId", "dryRun")) {
                if (answer.has(field)) {
                    sum.set(field, answer.path(field));
                }
            }
            SUMS.forEach(field ->
                    sum.put(field, sum.path(field).asLong() + answer.path(field).asLong()));
            for (String field : List.of("refused", "licenses")) {
                ObjectNode counts = sum.withObjectProperty(field);
                answer.path(field)
                        .properties()
                        .forEach(entry -> counts.put(
                                entry.getKey(),
                                counts.path(entry.getKey()).asLong()
                                        + entry.getValue().asLong()));
            }
            for (String field : List.of("sample", "errors")) {
                if (!answer.path(field).isEmpty() && sum.path(field).isMissingNode()) {
                    sum.set(field, answer.path(field));
                }
            }
        }

        private void print(JsonNode sum, Page page) {
            if (dryRun) {
                page.line(Json.text(sum, "found") + " events are meant; nothing was changed.");
            } else {
                page.line(done + " " + Json.text(sum, "corrected") + " of " + Json.text(sum, "found")
                        + " events (command " + Json.text(sum, "commandId") + ").");
            }
            line(page, sum, "repeated", "corrected by this command before");
            line(page, sum, "pending", "without a verdict yet: run the command again with its id");
            line(page, sum, "unanswered", "of which the filter could not say whether they are meant");
            sum.path("refused")
                    .properties()
                    .forEach(entry -> page.line("  " + entry.getValue() + " " + entry.getKey()));
            if (sum.path("licenses").size() > 1) {
                sum.path("licenses")
                        .properties()
                        .forEach(entry -> page.line("  " + entry.getKey() + "  " + entry.getValue()));
            }
            if (!sum.path("sample").isEmpty()) {
                page.table(sum.path("sample"), "license", "source", "id", "type", "time");
            }
            if (!sum.path("errors").isEmpty()) {
                page.table(sum.path("errors"), "license", "source", "id", "code", "reason");
            }
        }

        private static void line(Page page, JsonNode sum, String field, String meaning) {
            if (sum.path(field).asLong() > 0) {
                page.line("  " + Json.text(sum, field) + " " + meaning);
            }
        }
    }

    private CorrectionCommands() {}
}
