package io.tallyport.app.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that asks a running node. */
abstract class NodeCommand implements Callable<Integer> {

    static final String DEFAULT_NODE = "http://127.0.0.1:7601";

    private final Session session;

    @Option(
            names = "--node",
            paramLabel = "URL",
            description =
                    "The node to ask. Default: the environment variable TALLYPORT_NODE, else " + DEFAULT_NODE + ".")
    private @Nullable String node;

    NodeCommand(Session session) {
        this.session = session;
    }

    /** The streams of this process. */
    final Session session() {
        return session;
    }

    /** The node that the options name. */
    final NodeApi api() {
        String named = node != null ? node : session.environment().getOrDefault("TALLYPORT_NODE", "");
        return new NodeApi(new NodeHttp(named.isBlank() ? DEFAULT_NODE : named));
    }
}
