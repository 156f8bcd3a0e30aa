package io.tallyport.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real launcher script, in a tree of its own with a java and a Maven that only say how they were called. */
class LauncherTest {

    private static final String JAVA =
            "#!/bin/sh\necho \"pid $$\"\nfor a in \"$@\"; do echo \"arg $a\"; done\nexit 7\n";
    private static final String MAVEN = """
            #!/bin/sh
            echo "$@" >> "$TREE/maven-calls"
            [ -e "$TREE/broken" ] && { echo "a compiler's complaint"; exit 1; }
            mkdir -p "$TREE/streams/app/target/lib"
            touch "$TREE/streams/app/target/lib/picocli-1.jar" "$TREE/streams/app/target/lib/tallyport-port-1.jar"
            touch "$TREE/streams/app/target/lib/jackson-core-1.jar" "$TREE/streams/app/target/lib/kafka-1.jar"
            touch "$TREE/streams/app/target/tallyport-app.jar"
            """;

    @TempDir
    private Path tree = Path.of(".");

    /** How a launcher ended. */
    private record Run(int status, String out, String err, long pid) {
        List<String> args() {
            return out.lines()
                    .filter(l -> l.startsWith("arg "))
                    .map(l -> l.substring(4))
                    .toList();
        }
    }

    @BeforeEach
    void plant() throws IOException {
        Files.copy(Path.of("../../tallyport"), tree.resolve("tallyport"));
        executable(tree.resolve("jdk/bin/java"), JAVA);
        Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        executable(tree.resolve("bin/mvn"), MAVEN);
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        write("schemas/contract/src/main/java/A.java");
        write("streams/app/src/main/java/B.java");
    }

    @Test
    void theFirstUseBuildsAndTheNextDoesNot() throws Exception {
        assertEquals(7, run(tree, "usage", "L1").status(), "the exit status is the JVM's");
        assertEquals(7, run(tree, "usage", "L1").status());
        assertEquals(List.of("-q -B -Dquick -DskipTests -DskipSbom package -pl streams/app -am"), mavenCalls());
    }

    @Test
    void aNewerSourceBuildsAgainAndATestOrABuiltFileDoesNot() throws Exception {
        run(tree, "x");
        touchLater("streams/app/src/test/java/T.java");
        touchLater("streams/app/target/classes/B.class");
        touchLater("README.md");
        run(tree, "x");
        assertEquals(1, mavenCalls().size());
        for (String source : List.of("schemas/contract/src/main/java/A.java", "streams/app/pom.xml", "pom.xml")) {
            int before = mavenCalls().size();
            Path touched = touchLater(source);
            run(tree, "x");
            assertEquals(before + 1, mavenCalls().size(), source);
            Files.setLastModifiedTime(touched, FileTime.from(Instant.now().minusSeconds(60)));
        }
    }

    @Test
    void twoFirstUsesBuildOnce() throws Exception {
        var runs = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            runs.add(start(tree, Map.of(), "x"));
        }
        for (Process run : runs) {
            assertEquals(7, finish(run).status());
        }
        assertEquals(1, mavenCalls().size());
    }

    @Test
    void aFailedBuildSaysWhatMavenSaidAndIsTriedAgain() throws Exception {
        write("broken");
        Run failed = run(tree, "x");
        assertEquals(1, failed.status());
        assertTrue(failed.err().contains("a compiler's complaint"), failed.err());
        Files.delete(tree.resolve("broken"));
        assertEquals(7, run(tree, "x").status());
    }

    @Test
    void itWorksFromAnywhereAndThroughSymbolicLinks(@TempDir Path elsewhere) throws Exception {
        Files.createDirectories(elsewhere.resolve("deep"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("tp"), tree.resolve("tallyport"));
        Path second = Files.createSymbolicLink(elsewhere.resolve("deep/tp2"), Path.of("../tp"));
        for (Path called : List.of(link, second)) {
            Run run = finish(command(elsewhere, Map.of(), List.of(called.toString(), "usage", "a b")));
            assertEquals(7, run.status(), run.err());
            assertEquals("a b", run.args().get(run.args().size() - 1), "arguments stay whole");
            assertTrue(classPath(run).startsWith(tree.toRealPath() + "/streams/app/target/tallyport-app.jar"));
        }
    }

    @Test
    void theShownProcessIsTheJvm() throws Exception {
        run(tree, "x");
        Run run = run(tree, "up");
        assertTrue(run.out().contains("pid " + run.pid() + "\n"), run.out());
    }

    @Test
    void clientCommandsLoadNoKafkaAndNodesDo() throws Exception {
        Run client = run(tree, "check", "up", "demo");
        assertFalse(classPath(client).contains("kafka"), classPath(client));
        assertTrue(client.args().contains("-XX:TieredStopAtLevel=1"));
        for (String node : List.of("up", "demo")) {
            Run run = run(tree, node);
            assertTrue(classPath(run).endsWith("/lib/*"), classPath(run));
            assertTrue(run.args().contains("-Xmx512m"));
        }
        assertTrue(classPath(run(tree, "verify")).endsWith("/lib/*"));
    }

    @ParameterizedTest
    @CsvSource({"11.0.2,is Java 11; Tallyport needs JDK 17", "1.8.0_392,is Java 1; Tallyport needs JDK 17"})
    void anOldJavaIsNamed(String version, String message) throws Exception {
        Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        Run run = run(tree, "x");
        assertEquals(1, run.status());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void aMissingJavaOrMavenIsNamed() throws Exception {
        Run noJava = finish(start(tree, Map.of("JAVA_HOME", "/nonexistent"), "x"));
        assertEquals(1, noJava.status());
        assertTrue(noJava.err().contains("JAVA_HOME is /nonexistent"), noJava.err());
        Files.delete(tree.resolve("bin/mvn"));
        // The tools that the script itself needs, and no Maven.
        for (String tool : List.of("sed", "find", "dirname", "readlink", "mkdir", "flock", "bash", "head")) {
            for (Path folder : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
                if (Files.exists(folder.resolve(tool))
                        && !Files.exists(tree.resolve("bin").resolve(tool))) {
                    Files.createSymbolicLink(tree.resolve("bin").resolve(tool), folder.resolve(tool));
                }
            }
        }
        Run noMaven = finish(start(tree, Map.of("PATH", tree.resolve("bin").toString()), "x"));
        assertEquals(1, noMaven.status());
        assertTrue(noMaven.err().contains("no mvn found"), noMaven.err());
    }

    private static String classPath(Run run) {
        return run.args().get(run.args().indexOf("-cp") + 1);
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = tree.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Path write(String file) throws IOException {
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "x");
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
        return path;
    }

    private Path touchLater(String file) throws IOException {
        Path path = write(file);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(60)));
        return path;
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }

    private Run run(Path workingFolder, String... args) throws Exception {
        return finish(start(workingFolder, Map.of(), args));
    }

    private Process start(Path workingFolder, Map<String, String> environment, String... args) throws IOException {
        var command = new ArrayList<>(List.of(tree.resolve("tallyport").toString()));
        command.addAll(List.of(args));
        return command(workingFolder, environment, command);
    }

    private Process command(Path workingFolder, Map<String, String> environment, List<String> command)
            throws IOException {
        var withBash = new ArrayList<>(List.of("/usr/bin/env", "bash"));
        withBash.addAll(command);
        var builder = new ProcessBuilder(withBash).directory(workingFolder.toFile());
        var all = builder.environment();
        all.put("TREE", tree.toString());
        all.put("JAVA_HOME", tree.resolve("jdk").toString());
        all.put("PATH", tree.resolve("bin") + ":" + all.getOrDefault("PATH", "/usr/bin:/bin"));
        all.putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher ends");
        return new Run(process.exitValue(), out, err, process.pid());
    }
}
