package io.tallyport.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.app.node.Node;
import io.tallyport.app.node.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product that the README shows, compiled as it stands there, on a node of its own. */
class EmbeddedProductTest {

    private static final String LICENSE = "lic-readme";
    private static final int LIMIT = 10;
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Test
    void theProductOfTheReadmeWorksUntilItsLicenseIsUsedUp(@TempDir Path folder) throws Exception {
        Class<?> product = compiled(folder.resolve("classes"));
        try (Node node = Node.start(NodeConfig.embedded(folder.resolve("data"), 0))) {
            node.awaitReady(WITHIN);
            send(node, "PUT", "/v1/catalog", Page.of("examples/quickstart.yaml").text(), "application/yaml");
            send(
                    node,
                    "POST",
                    "/v1/licenses",
                    "{\"product\":\"acme\",\"plan\":\"starter\",\"customer\":\"c1\",\"id\":\"" + LICENSE + "\"}",
                    "application/json");
            String broker = String.valueOf(node.kafka().connection().get("bootstrap.servers"));
            try (var search = (AutoCloseable) product.getConstructor(String.class, String.class, Path.class)
                    .newInstance(broker, node.registryUrl(), folder.resolve("view"))) {
                for (int i = 0; i < LIMIT; i++) {
                    await("search " + i + " is allowed", () -> isDurable(search));
                }
                await("the license is used up", () -> searched(search).isEmpty());
            }
        }
    }

    /** Asks once; true when it was allowed and its usage is durable. */
    private static boolean isDurable(AutoCloseable search) throws Exception {
        Optional<?> receipt = searched(search);
        if (receipt.isPresent()) {
            var unused = ((Future<?>) receipt.get()).get(WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
        return receipt.isPresent();
    }

    private static Optional<?> searched(AutoCloseable search) throws Exception {
        var method = search.getClass().getMethod("search", String.class, String.class);
        return (Optional<?>) method.invoke(search, LICENSE, "maps of the moon");
    }

    private static Class<?> compiled(Path classes) throws IOException, ReflectiveOperationException {
        String text = Page.of("README.md").section("## In a product").text();
        int from = text.indexOf("```java\n") + "```java\n".length();
        String java = text.substring(from, text.indexOf("```", from));
        Path source = Files.createDirectories(classes).resolve("SearchService.java");
        Files.writeString(source, java);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertEquals(0, status, "the README's sample does not compile");
        var loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, EmbeddedProductTest.class.getClassLoader());
        return loader.loadClass("io.tallyport.client.example.SearchService");
    }

    private static void send(Node node, String method, String path, String body, String type)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body))
                .timeout(WITHIN)
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertTrue(answer.statusCode() < 300, method + " " + path + ": " + answer.body());
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, what + " did not come true within " + WITHIN);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
