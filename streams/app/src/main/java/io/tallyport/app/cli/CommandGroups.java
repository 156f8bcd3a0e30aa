package io.tallyport.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands that only hold others. */
final class CommandGroups {

    /** The group of license commands. */
    @Command(name = "license", description = "Issue one license, show it, change its state, end or plan.")
    static final class License extends Group {}

    /** The group of commands about named seats. */
    @Command(name = "seat", description = "Give a member a named seat, take it back, list who has one.")
    static final class Seat extends Group {}

    /** The group of catalog commands. */
    @Command(name = "catalog", description = "Write, apply, show, export, compare and roll back the catalog.")
    static final class Catalog extends Group {}

    /** The group of commands about meters. */
    @Command(name = "meter", description = "Preview what a new version of a meter would count.")
    static final class Meter extends Group {}

    /** The group of commands about one statement. */
    @Command(name = "statement", description = "Show one statement, or issue one that is held.")
    static final class Statement extends Group {}

    /** The group of explanations. */
    @Command(name = "explain", description = "Explain what was decided, or counted.")
    static final class Explain extends Group {}

    /** Called without one of its commands, a group is bad usage. */
    static class Group implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            return needsSubcommand(spec);
        }
    }

    static Integer needsSubcommand(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("the command has no specification");
        }
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private CommandGroups() {}
}
