package io.tallyport.app.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temp;

    @Test
    void portsAndPepperAreMadeOnceAndKept() throws Exception {
        NodePorts ports;
        byte[] pepper;
        try (var folder = DataFolder.open(root())) {
            ports = folder.ports();
            pepper = folder.pepper();
        }
        assertFalse(Arrays.equals(new byte[32], pepper));
        try (var folder = DataFolder.open(root())) {
            assertEquals(ports, folder.ports());
            assertArrayEquals(pepper, folder.pepper());
        }
    }

    @Test
    void onlyTheOwnerCanReadIt() throws Exception {
        try (var folder = DataFolder.open(root())) {
            assertEquals("rwx------", permissions(folder.root()));
            assertEquals("rwx------", permissions(secrets()));
            assertEquals("rw-------", permissions(secrets().resolve("pepper")));
            for (Path part : List.of(folder.broker(), folder.streams(), folder.view(), folder.readModel())) {
                assertTrue(Files.isDirectory(part), part.toString());
            }
        }
    }

    @Test
    void aPepperThatOthersCanReadIsRefused() throws Exception {
        try (var folder = DataFolder.open(root())) {
            Files.setPosixFilePermissions(secrets().resolve("pepper"), PosixFilePermissions.fromString("rw-r--r--"));
            var refused = assertThrows(StartRefusedException.class, folder::pepper);
            assertMentions(refused, "chmod 600");
        }
    }

    @Test
    void aCutPepperIsRefusedAndNotReplaced() throws Exception {
        try (var folder = DataFolder.open(root())) {
            Files.write(secrets().resolve("pepper"), new byte[3]);
            assertMentions(assertThrows(StartRefusedException.class, folder::pepper), "3 bytes instead of 32");
        }
    }

    @Test
    void aFolderInUseIsRefusedWithinTheProcess() throws Exception {
        try (var folder = DataFolder.open(root())) {
            for (int attempt = 0; attempt < 2; attempt++) {
                var refused = assertThrows(StartRefusedException.class, () -> DataFolder.open(root()));
                assertMentions(refused, folder.root().toString());
                assertMentions(refused, "pid " + ProcessHandle.current().pid());
            }
        }
        DataFolder.open(root()).close();
    }

    @Test
    void aFolderInUseByAnotherProcessIsRefusedAndFreeAfterAKill() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldFolder.class.getName(),
                        root().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var said = other.inputReader(StandardCharsets.UTF_8).readLine();
            assertTrue(said != null && said.startsWith("held"), "the other process said " + said);
            var refused = assertThrows(StartRefusedException.class, () -> DataFolder.open(root()));
            assertMentions(refused, "in use by another node (pid " + other.pid() + ")");
        } finally {
            other.destroyForcibly();
            assertTrue(other.waitFor(30, TimeUnit.SECONDS));
        }
        DataFolder.open(root()).close();
    }

    @Test
    void stateOfAKilledHolderIsDiscardedAndThatOfAnOrderlyOneIsKept() throws Exception {
        Path store;
        Path process;
        try (var folder = DataFolder.open(root())) {
            Path application = folder.streams().resolve("tallyport-pipeline");
            store = Files.createDirectories(application.resolve("0_1")).resolve("store");
            process = application.resolve("kafka-streams-process-metadata");
            Files.writeString(store, "committed");
            Files.writeString(process, "the name that fences what was left open");
        }
        DataFolder.open(root()).close();
        assertTrue(Files.exists(store));
        Files.writeString(root().resolve("node.pid"), "4711");
        try (var folder = DataFolder.open(root())) {
            assertFalse(Files.exists(store));
            assertTrue(Files.exists(process));
            assertTrue(Files.isDirectory(folder.streams()));
        }
    }

    @Test
    void aTakenPortIsNamedWithItsFile() throws Exception {
        NodePorts ports;
        try (var folder = DataFolder.open(root())) {
            ports = folder.ports();
        }
        try (var folder = DataFolder.open(root());
                var squatter = new ServerSocket(ports.registry(), 1, InetAddress.getByName("127.0.0.1"))) {
            var refused = assertThrows(StartRefusedException.class, folder::ports);
            assertMentions(refused, "port " + squatter.getLocalPort());
            assertMentions(refused, "registry.port");
            assertMentions(refused, "node.properties");
        }
    }

    @Test
    void aCorruptPortFileIsNamedWithItsFault() throws Exception {
        try (var folder = DataFolder.open(root())) {
            Path file = folder.root().resolve("node.properties");
            for (String content : List.of(
                    "broker.port=x\ncontroller.port=2\nregistry.port=3",
                    "controller.port=2\nregistry.port=3",
                    "broker.port=0\ncontroller.port=2\nregistry.port=3",
                    "broker.port=2\ncontroller.port=2\nregistry.port=3")) {
                Files.writeString(file, content);
                assertMentions(assertThrows(StartRefusedException.class, folder::ports, content), "node.properties");
            }
        }
    }

    @Test
    void aFileIsNoDataFolder() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertMentions(assertThrows(StartRefusedException.class, () -> DataFolder.open(file)), file.toString());
    }

    private Path root() {
        return temp.resolve("data");
    }

    private Path secrets() {
        return root().resolve("secrets");
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void assertMentions(Exception refused, String text) {
        assertTrue(String.valueOf(refused.getMessage()).contains(text), refused.getMessage());
    }
}
