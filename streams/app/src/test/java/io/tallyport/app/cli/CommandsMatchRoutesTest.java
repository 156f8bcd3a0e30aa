package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyport.port.Route;
import io.tallyport.port.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Everything that a user can do has one command and one HTTP route of the same name. */
class CommandsMatchRoutesTest {

    /** The first two run a node in their own process; {@code verify} asks the topics, so as not to trust a node. */
    private static final Set<String> LOCAL = Set.of("demo", "up", "verify");

    @Test
    void commandsAndRoutesHaveTheSameNames() {
        assertEquals(
                Routes.ALL.stream().map(Route::operationId).collect(Collectors.toCollection(TreeSet::new)),
                remoteCommands());
    }

    @Test
    void commandsAndTheDescriptionHaveTheSameNames() throws IOException {
        List<String> described = Files.readAllLines(Path.of("../../docs/openapi.yaml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("operationId:"))
                .map(line -> line.substring("operationId:".length()).strip())
                .toList();
        assertEquals(new TreeSet<>(described), remoteCommands());
    }

    @Test
    void theLocalCommandsExist() {
        var names = new TreeSet<>(LOCAL);
        names.removeAll(CommandNames.leaves(Cli.tree()).stream()
                .map(CommandNames::operationId)
                .collect(Collectors.toSet()));
        assertEquals(Set.of(), names);
    }

    private static TreeSet<String> remoteCommands() {
        var names = CommandNames.leaves(Cli.tree()).stream()
                .map(CommandNames::operationId)
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(LOCAL);
        return names;
    }
}
