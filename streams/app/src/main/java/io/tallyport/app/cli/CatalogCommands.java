package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands on the catalog. */
final class CatalogCommands {

    /** {@code catalog init}. */
    @Command(name = "init", description = "Write a commented starter catalog to a file. Never overwrites one.")
    static final class Init extends NodeCommand {
        @Parameters(
                arity = "0..1",
                defaultValue = "catalog.yaml",
                paramLabel = "FILE",
                description = "File to write, or - for standard output. Default: catalog.yaml.")
        private String file = "catalog.yaml";

        Init(Session session) {
            super(session);
        }

        @Override
        public Integer call() {
            byte[] starter = api().call(Route.get("/v1/catalog/init")).body();
            if (file.equals("-")) {
                session().out().print(new String(starter, java.nio.charset.StandardCharsets.UTF_8));
                return ExitCode.OK;
            }
            try {
                Files.write(Path.of(file), starter, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (java.nio.file.FileAlreadyExistsException e) {
                throw new CliFailure(ExitCode.BAD_INPUT, file + " exists already and is left as it is", e);
            } catch (IOException e) {
                throw new CliFailure(ExitCode.FAILED, file + " cannot be written: " + e.getMessage(), e);
            }
            session().out().println("Wrote " + file + ". Next: ./tallyport catalog apply " + file);
            return ExitCode.OK;
        }
    }

    /** {@code catalog apply}. */
    @Command(name = "apply", description = "Put a catalog file (YAML or JSON) in force as the next revision.")
    static final class Apply extends ReadingCommand {
        @Parameters(paramLabel = "FILE", description = "Catalog file, or - for standard input.")
        private String file = "";

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

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; stands in the audit entry.")
        private @Nullable String reason;

        Apply(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.put("/v1/catalog")
                    .with("dryRun", dryRun ? "true" : null)
                    .with("limit", limit)
                    .with("base", base)
                    .with("author", author)
                    .with("reason", reason);
        }

        @Override
        Body body() {
            return InputFile.body(file, session().in());
        }

        @Override
        Duration timeout() {
            return dryRun ? CatalogPages.DRY_RUN : super.timeout();
        }

        @Override
        void print(JsonNode answer, Page page) {
            CatalogPages.change(answer, "The file is valid", page);
        }
    }

    /** {@code catalog show}. */
    @Command(name = "show", description = "Show the catalog in force, or an earlier revision.")
    static final class Show extends ReadingCommand {
        @Option(names = "--revision", paramLabel = "N", description = "This revision instead of the one in force.")
        private @Nullable Long revision;

        Show(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.get("/v1/catalog").with("revision", revision);
        }

        @Override
        void print(JsonNode answer, Page page) {
            page.fields(answer, "revision", "appliedAt", "author", "reason");
            page.line("");
            Outline.print(answer.path("document"), page);
        }
    }

    /** {@code catalog diff}. */
    @Command(
            name = "diff",
            description = {
                "Compare a catalog file with the catalog in force; or with --from two revisions. Change nothing."
            })
    static final class Diff extends ReadingCommand {
        @Parameters(arity = "0..1", paramLabel = "FILE", description = "Catalog file, or - for standard input.")
        private @Nullable String file;

        @Option(names = "--from", paramLabel = "N", description = "Compare this revision, and no file.")
        private @Nullable Long from;

        @Option(names = "--to", paramLabel = "N", description = "With this one. Default: the revision in force.")
        private @Nullable Long to;

        Diff(Session session) {
            super(session);
        }

        @Override
        Route route() {
            if ((file == null) == (from == null)) {
                throw new CliFailure(ExitCode.BAD_INPUT, "name a catalog file, or a revision with --from");
            }
            if (from == null && to != null) {
                throw new CliFailure(ExitCode.BAD_INPUT, "--to: a file is compared with the revision in force");
            }
            return Route.post("/v1/catalog/diff").with("from", from).with("to", to);
        }

        @Override
        @Nullable Body body() {
            return file == null ? null : InputFile.body(file, session().in());
        }

        @Override
        void print(JsonNode answer, Page page) {
            String base = Json.text(answer, "base");
            String to = Json.text(answer, "to");
            if (answer.path("changes").isEmpty()) {
                page.line(
                        to.isEmpty()
                                ? "No difference to revision " + base + "."
                                : "No difference between revisions " + base + " and " + to + ".");
                return;
            }
            page.line(to.isEmpty() ? "Against revision " + base + ":" : "From revision " + base + " to " + to + ":");
            CatalogPages.changes(answer.path("changes"), page);
            CatalogPages.recounts(answer, true, page);
        }
    }

    private CatalogCommands() {}
}
