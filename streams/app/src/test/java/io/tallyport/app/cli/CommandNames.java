package io.tallyport.app.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The commands by the names that routes and documentation use. */
final class CommandNames {

    /** {@code license issue} is {@code license-issue}. */
    static String operationId(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName("-");
        return name.startsWith("tallyport-") ? name.substring("tallyport-".length()) : name;
    }

    /** Every command that does something by itself, in the order of the help. */
    static List<CommandLine> leaves(CommandLine root) {
        var leaves = new ArrayList<CommandLine>();
        for (CommandLine sub : root.getSubcommands().values()) {
            boolean group = sub.getCommand() instanceof CommandGroups.Group;
            if (!group) {
                leaves.add(sub);
            }
            leaves.addAll(leaves(sub));
        }
        return leaves;
    }

    private CommandNames() {}
}
