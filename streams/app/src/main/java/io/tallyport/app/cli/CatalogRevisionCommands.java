package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands on revisions of the catalog: what was in force, and how to bring it back. */
final class CatalogRevisionCommands {

    /** {@code catalog list}. */
    @Command(name = "list", description = "List the revisions of the catalog, newest first.")
    static final class Listing extends ReadingCommand {
        @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
        private @Nullable Integer limit;

        @Option(names = "--after", paramLabel = "N", description = "Only revisions before this one: the next page.")
        private @Nullable Long after;

        Listing(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.get("/v1/catalog/revisions").with("limit", limit).with("after", after);
        }

        @Override
        void print(JsonNode answer, Page page) {
            JsonNode revisions = Rows.of(answer, "revisions");
            if (revisions.isEmpty()) {
                page.line("No revisions.");
                return;
            }
            var rows = Json.MAPPER.createArrayNode();
            for (JsonNode revision : revisions) {
                ObjectNode row = revision.deepCopy();
                rows.add(row.put("changes", counts(revision.path("changes"))));
            }
            page.table(rows, "revision", "base", "appliedAt", "author", "changes", "reason", "digest");
            String next = Json.text(answer, "next");
            if (!next.isEmpty()) {
                page.line("More: --after " + next);
            }
        }

        /** As {@code meter 1 added, plan 2 changed}. */
        private static String counts(JsonNode changes) {
            var words = new ArrayList<String>();
            changes.properties()
                    .forEach(item -> item.getValue()
                            .properties()
                            .forEach(kind -> words.add(
                                    item.getKey() + " " + kind.getValue().asText() + " " + kind.getKey())));
            return String.join(", ", words);
        }
    }

    /** {@code catalog export}. */
    @Command(
            name = "export",
            description = {
                "Write the document in force, or of an earlier revision, to standard output and nothing else.",
                "catalog apply takes it, on this installation or another one, and makes the same digest of it."
            })
    static final class Export extends NodeCommand {
        @Option(names = "--revision", paramLabel = "N", description = "This revision instead of the one in force.")
        private @Nullable Long revision;

        @Option(
                names = "--json",
                description = "As JSON, to the byte: its SHA-256 is the revision's digest. Default: YAML.")
        private boolean json;

        Export(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            session()
                    .out()
                    .print(api().call(Route.get("/v1/catalog/export")
                                    .with("revision", revision)
                                    .with("format", json ? "json" : null))
                            .text());
            session().out().flush();
            return ExitCode.OK;
        }
    }

    /** {@code catalog rollback}. */
    @Command(
            name = "rollback",
            description = {
                "Put the document of an earlier revision in force again, as the next revision.",
                "A second rollback without --to undoes the first."
            })
    static final class Rollback extends ReadingCommand {
        @Option(
                names = "--to",
                paramLabel = "N",
                description = "The revision to go back to. Default: the one before the one in force.")
        private @Nullable Long to;

        @Option(
                names = "--dry-run",
                description = "Check it and say what would change, also for each license; change nothing.")
        private boolean dryRun;

        @Option(names = "--limit", paramLabel = "N", description = "With --dry-run: list at most so many licenses.")
        private @Nullable Integer limit;

        @Option(names = "--base", paramLabel = "REVISION", description = "Only if this revision is in force.")
        private @Nullable Long base;

        @Option(names = "--author", paramLabel = "NAME", description = "Who does it; stands in the audit entry.")
        private @Nullable String author;

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "Why; stands in the audit entry, after the revision that it goes back to.")
        private @Nullable String reason;

        Rollback(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.post("/v1/catalog/rollback")
                    .with("to", to)
                    .with("dryRun", dryRun ? "true" : null)
                    .with("limit", limit)
                    .with("base", base)
                    .with("author", author)
                    .with("reason", reason);
        }

        @Override
        Duration timeout() {
            return dryRun ? CatalogPages.DRY_RUN : super.timeout();
        }

        @Override
        void print(JsonNode answer, Page page) {
            String earlier = Json.text(answer, "rollbackTo");
            CatalogPages.change(answer, "Revision " + earlier + " is valid", page);
            if (!answer.path("dryRun").asBoolean() && !answer.path("unchanged").asBoolean()) {
                page.line("It says what revision " + earlier + " said. Undo: catalog rollback");
            }
        }
    }

    private CatalogRevisionCommands() {}
}
