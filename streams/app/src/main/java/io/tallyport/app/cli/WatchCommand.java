package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch}: follows a topic live. */
@Command(name = "watch", description = "Follow what happens, one line per record, until interrupted.")
final class WatchCommand extends NodeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "STREAM", description = "One of: entitlements, alerts, verdicts, readings, decisions.")
    private Stream stream = Stream.entitlements;

    @Option(names = "--license", paramLabel = "LICENSE", description = "Only this license.")
    private @Nullable String license;

    @Option(names = "--count", paramLabel = "N", description = "End after so many records.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--json", description = "Print each record as one line of JSON.")
    private boolean json;

    /** What can be watched, spelled as a user types it. */
    enum Stream {
        entitlements,
        alerts,
        verdicts,
        readings,
        decisions
    }

    WatchCommand(Session session) {
        super(session);
    }

    @Override
    public Integer call() {
        NodeApi api = api();
        try {
            HttpURLConnection connection =
                    api.http().stream(Route.get("/v1/watch/{}", stream.name()).with("license", license));
            int status = connection.getResponseCode();
            if (status >= 300) {
                try (var error = connection.getErrorStream()) {
                    byte[] body = error == null ? new byte[0] : error.readAllBytes();
                    throw Problem.of(new NodeHttp.Reply(status, "", body)).asFailure();
                }
            }
            try (var lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                return follow(lines);
            }
        } catch (IOException e) {
            throw api.unreachable(e, false);
        }
    }

    /** Reads server-sent events; a record is the data of one event. */
    private int follow(BufferedReader lines) throws IOException {
        var data = new StringBuilder();
        long left = count;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).strip());
            } else if (line.isEmpty() && !data.isEmpty()) {
                show(data.toString());
                data.setLength(0);
                if (--left <= 0 || session().out().checkError()) {
                    return ExitCode.OK;
                }
            }
        }
        throw new CliFailure(ExitCode.UNREACHABLE, "the node closed the stream");
    }

    private void show(String data) throws IOException {
        if (json) {
            session().out().println(data);
        } else {
            JsonNode record = Json.MAPPER.readTree(data);
            session().out().println(Page.clean(WatchLine.of(record)));
        }
        session().out().flush();
    }
}
