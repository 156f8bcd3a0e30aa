package io.tallyport.app.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code export}: the lines of issued statements, for billing. */
@Command(
        name = "export",
        description = {
            "Write all lines of the issued statements of a period, or of a license, as CSV or JSON.",
            "Exits with 11 if there are periods of it that wait for their statement, or whose statement is held."
        })
final class ExportCommand extends NodeCommand {
    private static final int TIMEOUT_MS = 60_000;

    /** How the lines are written. */
    enum Format {
        CSV,
        JSON
    }

    @Option(
            names = "--period",
            paramLabel = "MONTH",
            description = "Periods that begin in this month of the license's own time zone, e.g. 2026-01.")
    private @Nullable String period;

    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license; without --period all of it.")
    private @Nullable String license;

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv or json. Default: csv.")
    private Format format = Format.CSV;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write to a file, which is there once it is whole. Default: standard output.")
    private @Nullable Path output;

    ExportCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        if (period == null && license == null) {
            throw new CliFailure(ExitCode.BAD_INPUT, "--period: name a month, as 2026-01; or a license with --license");
        }
        NodeApi api = api();
        HttpURLConnection connection = open(api);
        try (InputStream in = connection.getInputStream()) {
            write(in);
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE, "the export broke off, what was written is not whole: " + reason(e), e);
        }
        return complete(connection);
    }

    private HttpURLConnection open(NodeApi api) {
        try {
            HttpURLConnection connection = api.http().stream(Route.get("/v1/export")
                    .with("period", period)
                    .with("license", license)
                    .with("format", format.name().toLowerCase(Locale.ROOT)));
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setRequestProperty("Accept", "*/*");
            int status = connection.getResponseCode();
            if (status >= 300) {
                try (var error = connection.getErrorStream()) {
                    byte[] body = error == null ? new byte[0] : error.readAllBytes();
                    throw Problem.of(new NodeHttp.Reply(status, "", body)).asFailure();
                }
            }
            return connection;
        } catch (IOException e) {
            throw api.unreachable(e, false);
        }
    }

    /** What the node says is missing: billing must not take the rest for all. */
    private int complete(HttpURLConnection connection) {
        long waiting = count(connection, "Tallyport-Waiting");
        long held = count(connection, "Tallyport-Held");
        if (waiting == 0 && held == 0) {
            return ExitCode.OK;
        }
        session()
                .err()
                .println("not complete: " + waiting + " waiting for their statement, " + held + " held; see statements"
                        + (period == null ? "" : " --period " + period)
                        + (license == null ? "" : " --license " + license)
                        + " --status " + (waiting > 0 ? "waiting" : "held"));
        return ExitCode.INCOMPLETE;
    }

    private static long count(HttpURLConnection connection, String header) {
        String value = connection.getHeaderField(header);
        if (value == null || !value.matches("\\d{1,18}")) {
            throw new CliFailure(
                    ExitCode.FAILED, "the node does not say whether the export is complete; is it a Tallyport?");
        }
        return Long.parseLong(value);
    }

    private void write(InputStream in) throws IOException {
        if (output == null) {
            copy(in, session().out());
            return;
        }
        Path draft = output.resolveSibling(output.getFileName() + ".part");
        try {
            try (var file = Files.newOutputStream(draft)) {
                in.transferTo(new Disk(file));
            }
            Files.move(draft, output, StandardCopyOption.REPLACE_EXISTING);
        } catch (DiskException | java.nio.file.FileSystemException e) {
            Files.deleteIfExists(draft);
            throw new CliFailure(ExitCode.FAILED, "--output: " + output + " cannot be written: " + reason(e), e);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    /** As text, which the session's writer encodes; its lines end as the node wrote them. */
    private static void copy(InputStream in, PrintWriter out) throws IOException {
        var text = new InputStreamReader(in, StandardCharsets.UTF_8);
        var buffer = new char[8_192];
        for (int read = text.read(buffer); read >= 0; read = text.read(buffer)) {
            out.write(buffer, 0, read);
        }
        out.flush();
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /** Tells a full disk from a node that went away. */
    private static final class Disk extends FilterOutputStream {
        Disk(java.io.OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                throw new DiskException(e);
            }
        }
    }

    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1;

        DiskException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
