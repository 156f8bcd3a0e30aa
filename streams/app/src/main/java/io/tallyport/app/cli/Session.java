package io.tallyport.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command touches of the process that it runs in.
 *
 * @param in standard input
 * @param out results
 * @param err progress, warnings, errors
 * @param environment environment variables
 * @param outIsTerminal whether a person watches {@code out}
 * @param errIsTerminal whether a person watches {@code err}
 */
public record Session(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        boolean outIsTerminal,
        boolean errIsTerminal) {

    /** The session of this process; the launcher says in {@code tallyport.terminal} which streams are terminals. */
    static Session ofProcess() {
        String terminal = System.getProperty("tallyport.terminal", "");
        return new Session(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.getenv(),
                terminal.contains("out"),
                terminal.contains("err"));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8.newEncoder()), true);
    }
}
