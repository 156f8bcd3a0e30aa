package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dockerfile and docker-compose.yml name commands and files that exist. Containers themselves are not run here. */
class ContainerFilesTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final String INSTALLED = "/opt/tallyport/";

    @Test
    void composeRunsARealCommandOnTheHostsLoopback() throws IOException {
        JsonNode node = compose().path("services").path("node");
        assertTrue(Files.exists(ROOT.resolve(node.path("build").asText()).resolve("Dockerfile")));
        assertCommand(texts(node.path("command")));
        assertEquals("host", node.path("network_mode").asText());
        var mount = node.path("volumes").path(0).asText().split(":");
        assertTrue(compose().path("volumes").has(mount[0]));
        assertTrue(texts(node.path("command")).contains(mount[1]));
    }

    @Test
    void theHealthCheckIsARealCommand() throws IOException {
        var test = texts(
                compose().path("services").path("node").path("healthcheck").path("test"));
        assertEquals(List.of("CMD", INSTALLED + "tallyport"), test.subList(0, 2));
        assertCommand(test.subList(2, test.size()));
    }

    @Test
    void theImageCopiesFilesThatTheBuildMakesAndRunsUnprivileged() throws IOException {
        var user = new ArrayList<String>();
        for (String line : Files.readAllLines(ROOT.resolve("Dockerfile"))) {
            if (line.startsWith("COPY --from=build ")) {
                for (String word : line.split(" ")) {
                    if (word.startsWith("/src/") && !word.contains("/target/")) {
                        assertTrue(Files.exists(ROOT.resolve(word.substring("/src/".length()))), word);
                    }
                }
            } else if (line.startsWith("USER ")) {
                user.add(line.substring("USER ".length()));
            } else if (line.startsWith("ENTRYPOINT ")) {
                assertEquals(List.of(INSTALLED + "tallyport"), texts(list(line)));
            } else if (line.startsWith("CMD ")) {
                assertCommand(texts(list(line)));
            }
        }
        assertEquals(List.of("tallyport"), user);
    }

    private static void assertCommand(List<String> words) {
        assertFalse(words.isEmpty());
        assertDoesNotThrow(() -> Cli.tree().parseArgs(words.toArray(String[]::new)), words.toString());
    }

    private static JsonNode list(String line) throws IOException {
        return new YAMLMapper().readTree(line.substring(line.indexOf(' ') + 1));
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper().readTree(ROOT.resolve("docker-compose.yml").toFile());
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
