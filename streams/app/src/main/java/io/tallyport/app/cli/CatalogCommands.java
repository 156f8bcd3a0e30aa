package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

        @Option(names = "--dry-run", description = "Check it and say what would change; change nothing.")
        private boolean dryRun;

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
                    .with("base", base)
                    .with("author", author)
                    .with("reason", reason);
        }

        @Override
        Body body() {
            return InputFile.body(file, session().in());
        }

        @Override
        void print(JsonNode answer, Page page) {
            boolean dry = answer.path("dryRun").asBoolean();
            page.line(
                    dry
                            ? "The file is valid; nothing was changed (base " + Json.text(answer, "base") + ")."
                            : "Revision " + Json.text(answer, "revision") + " is in force (base "
                                    + Json.text(answer, "base") + ").");
            CatalogCommands.printChanges(answer.path("changed"), page);
            printRecounts(answer, dry, page);
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
    @Command(name = "diff", description = "Compare a catalog file with the catalog in force; change nothing.")
    static final class Diff extends ReadingCommand {
        @Parameters(paramLabel = "FILE", description = "Catalog file, or - for standard input.")
        private String file = "";

        Diff(Session session) {
            super(session);
        }

        @Override
        Route route() {
            return Route.post("/v1/catalog/diff");
        }

        @Override
        Body body() {
            return InputFile.body(file, session().in());
        }

        @Override
        void print(JsonNode answer, Page page) {
            if (answer.path("changes").isEmpty()) {
                page.line("No difference to revision " + Json.text(answer, "base") + ".");
                return;
            }
            page.line("Against revision " + Json.text(answer, "base") + ":");
            printChanges(answer.path("changes"), page);
            printRecounts(answer, true, page);
        }
    }

    private static void printChanges(JsonNode changes, Page page) {
        if (changes.isEmpty()) {
            return;
        }
        if (changes.get(0).isObject()) {
            page.table(changes, "change", "kind", "id", "field", "before", "after");
        } else {
            changes.forEach(change -> page.line("  " + change.asText()));
        }
    }

    private static void printRecounts(JsonNode answer, boolean would, Page page) {
        for (JsonNode one : answer.path("recounts")) {
            page.line("Usage of " + Json.text(one, "meter") + " from " + Json.text(one, "from") + " on "
                    + (would ? "would be" : "is") + " recounted by version " + Json.text(one, "version")
                    + (would
                            ? "; meter preview says what it would be."
                            : "; readings say recounting until it is done."));
        }
    }

    private CatalogCommands() {}
}
