package io.tallyport.app.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Runs a command line in this process and keeps what it printed. */
public record Cli(int status, String out, String err) {

    static Cli run(String... args) {
        return runWith(Map.of(), "", args);
    }

    /** Against a node. */
    static Cli at(ScriptedNode node, String... args) {
        return runWith(Map.of("TALLYPORT_NODE", node.url()), "", args);
    }

    /** With environment variables, and a text on standard input. */
    public static Cli runWith(Map<String, String> environment, String input, String... args) {
        return runWith(environment, input.getBytes(StandardCharsets.UTF_8), args);
    }

    static Cli runWith(Map<String, String> environment, byte[] input, String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = CommandTree.of(session(environment, input, out, err)).execute(args);
        return new Cli(status, out.toString(), err.toString());
    }

    /** The command tree, to be looked at. */
    static CommandLine tree() {
        return CommandTree.of(session(Map.of(), new byte[0], new StringWriter(), new StringWriter()));
    }

    /** A URL where nobody listens. */
    static String nobody() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Session session(Map<String, String> environment, byte[] input, StringWriter out, StringWriter err) {
        return new Session(
                new ByteArrayInputStream(input),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                environment,
                false,
                false);
    }
}
