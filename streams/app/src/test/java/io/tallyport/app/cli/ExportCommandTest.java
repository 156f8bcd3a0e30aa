package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.cli.ScriptedNode.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Billing must never take an incomplete export for a complete one. */
class ExportCommandTest {

    private static final String CSV = "statement,quantity\r\nä/1,-2.50\r\n";

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatTheNodeWritesIsPrintedAsItIs() throws Exception {
        try (var node = node(0, 0)) {
            Cli run = Cli.at(node, "export", "--period", "2026-01");
            assertEquals(0, run.status(), run.err());
            assertEquals(CSV, run.out());
            assertEquals("", run.err());
            assertEquals(
                    "/v1/export?period=2026-01&format=csv", node.asked().get(0).target());
            Cli other = Cli.at(node, "export", "--license", "a b", "--format", "json");
            assertEquals(0, other.status(), other.err());
            assertEquals(
                    "/v1/export?license=a%20b&format=json", node.asked().get(1).target());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "0,1", "20,3"})
    void whatIsMissingIsSaidAndHasAStatusOfItsOwn(long waiting, long held) throws Exception {
        Path file = folder.resolve("january.csv");
        try (var node = node(waiting, held)) {
            Cli run = Cli.at(node, "export", "--period", "2026-01", "--output", file.toString());
            assertEquals(11, run.status());
            assertTrue(run.err().contains(waiting + " waiting"), run.err());
            assertTrue(run.err().contains(held + " held"), run.err());
            assertEquals("", run.out());
            assertEquals(CSV, Files.readString(file));
        }
    }

    @Test
    void anAnswerThatDoesNotSayWhetherItIsCompleteIsNoExport() throws Exception {
        try (var node = new ScriptedNode(a -> new Answer(200, "text/csv", CSV))) {
            assertEquals(1, Cli.at(node, "export", "--period", "2026-01").status());
        }
    }

    @Test
    void aRefusalIsASentenceAndLeavesNoFile() throws Exception {
        Path file = folder.resolve("refused.csv");
        String problem = "{\"status\":404,\"detail\":\"there is no license x\",\"code\":\"LICENSE_UNKNOWN\"}";
        try (var node = new ScriptedNode(a -> Answer.problem(404, problem))) {
            Cli run = Cli.at(node, "export", "--license", "x", "--output", file.toString());
            assertEquals(1, run.status());
            assertTrue(run.err().contains("LICENSE_UNKNOWN"), run.err());
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void oneThatBreaksOffKeepsTheFileThatWasThere() throws Exception {
        Path file = folder.resolve("kept.csv");
        Files.writeString(file, "before");
        try (var broken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served = CompletableFuture.runAsync(() -> breakOff(broken));
            Cli run = Cli.run(
                    "export",
                    "--period",
                    "2026-01",
                    "--output",
                    file.toString(),
                    "--node",
                    "http://127.0.0.1:" + broken.getLocalPort());
            served.join();
            assertEquals(3, run.status(), run.err());
            assertTrue(run.err().contains("broke off"), run.err());
            assertEquals("before", Files.readString(file));
            try (var files = Files.list(folder)) {
                assertEquals(1, files.count());
            }
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        Path file = folder.resolve("no-such-folder/january.csv");
        try (var node = node(0, 0)) {
            Cli run = Cli.at(node, "export", "--period", "2026-01", "--output", file.toString());
            assertEquals(1, run.status());
            assertTrue(run.err().contains("--output: " + file), run.err());
        }
    }

    /** Sends the beginning of an answer in chunks, and no end. */
    private static void breakOff(ServerSocket server) {
        try (var socket = server.accept()) {
            var in = socket.getInputStream();
            int newlines = 0;
            while (newlines < 2) {
                int c = in.read();
                newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
            }
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTallyport-Waiting: 0\r\nTallyport-Held: 0\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ScriptedNode node(long waiting, long held) throws IOException {
        return new ScriptedNode(a -> new Answer(
                200, "text/csv", CSV, Map.of("Tallyport-Waiting", "" + waiting, "Tallyport-Held", "" + held)));
    }
}
