package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tallyport.app.cli.NodeHttp.Body;
import io.tallyport.app.cli.NodeHttp.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that prints one answer of the node: for people, or with {@code --json} as the node gave it. */
abstract class ReadingCommand extends NodeCommand {

    @Option(names = "--json", description = "Print the node's JSON and nothing else.")
    private boolean json;

    ReadingCommand(Session session) {
        super(session);
    }

    /** What to ask. */
    abstract Route route();

    /** What to send along; null for nothing. */
    @Nullable Body body() {
        return null;
    }

    /** How long the answer may take. */
    Duration timeout() {
        return NodeApi.TIMEOUT;
    }

    /** Prints the answer for people. */
    abstract void print(JsonNode answer, Page page);

    /** What the exit status says of the answer. */
    int exitCode(JsonNode answer) {
        return ExitCode.OK;
    }

    @Override
    public Integer call() {
        Reply reply = api().call(route(), body(), timeout());
        JsonNode answer = NodeApi.json(reply);
        if (json) {
            session().out().println(reply.text().stripTrailing());
        } else {
            print(answer, new Page(session().out()));
        }
        return exitCode(answer);
    }
}
