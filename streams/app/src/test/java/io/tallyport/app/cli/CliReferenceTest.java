package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * docs/cli.md is the command line's own help. After a change of commands, write it again with
 * {@code mvn -pl streams/app -am test -Dtest=CliReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dtallyport.docs.write=true}.
 */
class CliReferenceTest {

    private static final Path DOCS = Path.of("../../docs/cli.md");

    @Test
    void theDocumentedCommandsAreTheRealOnes() throws IOException {
        String expected = reference();
        if (Boolean.getBoolean("tallyport.docs.write")) {
            Files.createDirectories(DOCS.getParent());
            Files.writeString(DOCS, expected);
        }
        assertEquals(expected, Files.readString(DOCS));
    }

    private static String reference() {
        var text = new StringBuilder("""
                # Commands

                Written from the command line's own help by `CliReferenceTest`, which fails when the two differ.

                `demo`, `up` and `verify` ask no node: the first two run one, `verify` reads the topics by itself. Commands that
                ask a node take `--node URL`; without it they ask the one that the environment variable
                `TALLYPORT_NODE` names, else `http://127.0.0.1:7601`. Results go to standard output, progress and errors to
                standard error.

                | exit status | meaning |
                |---|---|
                | 0 | done; `check`: ALLOW or ALERT |
                | 1 | refused, or failed |
                | 2 | bad usage, or bad input; `verify`: the topics cannot be read |
                | 3 | the node does not answer, or is not ready; what was sent may have arrived |
                | 10 | `check`: DENY |
                | 11 | `export`: periods of it wait for their statement, or their statement is held |
                """);
        for (CommandLine command : CommandNames.leaves(Cli.tree())) {
            describe(command, text);
        }
        return text.toString();
    }

    private static void describe(CommandLine command, StringBuilder text) {
        var spec = command.getCommandSpec();
        String name = spec.qualifiedName(" ").replaceFirst("^tallyport ", "");
        text.append("\n## ").append(name).append("\n\n");
        for (String paragraph : spec.usageMessage().description()) {
            text.append(paragraph).append('\n');
        }
        text.append("\n```\n./tallyport ").append(name);
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            boolean optional = parameter.arity().min() == 0;
            text.append(' ')
                    .append(optional ? "[" : "")
                    .append(parameter.paramLabel())
                    .append(optional ? "]" : "");
        }
        for (OptionSpec option : spec.options()) {
            if (!isStandard(option)) {
                String shown = option.longestName() + (takesValue(option) ? " " + option.paramLabel() : "");
                text.append(' ').append(option.required() ? shown : "[" + shown + "]");
            }
        }
        text.append("\n```\n\n");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            item(parameter.paramLabel(), parameter.description(), text);
        }
        for (OptionSpec option : spec.options()) {
            if (!isStandard(option)) {
                item(
                        option.longestName() + (takesValue(option) ? " " + option.paramLabel() : ""),
                        option.description(),
                        text);
            }
        }
    }

    private static void item(String name, String[] description, StringBuilder text) {
        text.append("- `")
                .append(name)
                .append("`: ")
                .append(String.join(" ", description))
                .append('\n');
    }

    private static boolean isStandard(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }
}
