package io.tallyport.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/topics.md is the catalogue. To write it again: {@code mvn test -pl schemas/contract -am -Dtest=TopicPageTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true}.
 */
class TopicPageTest {

    private static final Path PAGE = Path.of("../../docs/topics.md");

    @Test
    void theDocumentedTopicsAreTheRealOnes() throws IOException {
        String expected = TopicPage.text();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertEquals(expected, Files.readString(PAGE));
    }
}
