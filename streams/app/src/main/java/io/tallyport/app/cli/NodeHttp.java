package io.tallyport.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP to one node, over the JDK's small client, which starts faster than the large one. Thread-safe. It never repeats
 * a request by itself.
 */
final class NodeHttp {

    private static final int CONNECT_TIMEOUT_MS = 2_000;

    static {
        // The JDK would silently send a POST again when its connection breaks; what is repeated is our decision.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI node;

    /**
     * @param node base URL, without a path
     * @throws CliFailure when it is no http URL
     */
    NodeHttp(String node) {
        this.node = base(node);
    }

    /** An answer, whole. */
    record Reply(int status, String contentType, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A body to send. */
    record Body(String contentType, byte[] bytes) {
        static Body json(String json) {
            return new Body("application/json", json.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The base URL. */
    URI node() {
        return node;
    }

    /**
     * Sends one request and reads the whole answer, whatever its status.
     *
     * @throws IOException when there is no answer; the request may have arrived all the same
     */
    Reply send(Route route, @Nullable Body body, Duration timeout) throws IOException {
        HttpURLConnection connection = open(route, timeout);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.bytes().length);
            connection.setRequestProperty("Content-Type", body.contentType());
            try (var out = connection.getOutputStream()) {
                out.write(body.bytes());
            }
        } else if (!route.method().equals("GET")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(0);
            connection.getOutputStream().close();
        }
        int status = connection.getResponseCode();
        String type = connection.getContentType();
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return new Reply(status, type == null ? "" : type, in == null ? new byte[0] : in.readAllBytes());
        }
    }

    /**
     * Opens an endless answer.
     *
     * @throws IOException when there is no answer
     */
    HttpURLConnection stream(Route route) throws IOException {
        HttpURLConnection connection = open(route, Duration.ZERO);
        connection.setRequestProperty("Accept", "text/event-stream");
        return connection;
    }

    private HttpURLConnection open(Route route, Duration timeout) throws IOException {
        var url = new URL(node + route.target());
        var connection = (HttpURLConnection) url.openConnection();
        connection.setRequestMethod(route.method());
        connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
        connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json, application/problem+json, */*");
        return connection;
    }

    private static URI base(String node) {
        try {
            var uri = new URI(node.endsWith("/") ? node.substring(0, node.length() - 1) : node);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            String path = uri.getPath();
            if (http && uri.getHost() != null && (path == null || path.isEmpty()) && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--node: " + node + " is no URL: " + e.getReason(), e);
        }
        throw new CliFailure(ExitCode.BAD_INPUT, "--node: " + node + " is no base URL such as http://127.0.0.1:7601");
    }
}
