package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

    @Test
    void aFolderThatNoNodeUsedIsNamed(@TempDir Path folder) {
        Cli run = Cli.run("verify", "--data", folder.toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains(folder.resolve("node.properties").toString()), run.err());
        assertEquals("", run.out());
    }

    @Test
    void aClusterNeedsItsRegistryAndTheOtherWayRound() {
        assertEquals(2, Cli.run("verify", "--bootstrap-servers", "127.0.0.1:1").status());
        assertEquals(
                2, Cli.run("verify", "--schema-registry", "http://127.0.0.1:1").status());
    }

    @Test
    void aBrokerThatDoesNotRunIsNamed(@TempDir Path folder) throws Exception {
        int port = URI.create(Cli.nobody()).getPort();
        Path settings = Files.writeString(
                folder.resolve("kafka.properties"), "default.api.timeout.ms=2000\nrequest.timeout.ms=1000\n");
        Cli run = Cli.run(
                "verify",
                "--bootstrap-servers",
                "127.0.0.1:" + port,
                "--schema-registry",
                Cli.nobody(),
                "--kafka-config",
                settings.toString(),
                "--json");
        assertEquals(2, run.status());
        assertTrue(run.err().startsWith("error: the topics at 127.0.0.1:" + port), run.err());
        assertEquals("", run.out());
    }
}
