package io.tallyport.client.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeSampleTest {

    private static final Path README = Path.of("../../README.md");
    private static final Path SAMPLE = Path.of("src/test/java/io/tallyport/client/example/SearchService.java");

    @Test
    void theReadmeShowsTheSampleThatCompiles() throws IOException {
        String block = "```java\n" + Files.readString(SAMPLE) + "```\n";
        assertTrue(Files.readString(README).contains(block), "README.md must hold " + SAMPLE + " as it stands");
    }
}
