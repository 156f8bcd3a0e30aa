package io.tallyport.bench;

import io.tallyport.app.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;

/** The broker in a process of its own: runs until its input ends, so it never outlives the benchmark. */
final class BrokerMain {

    static final String READY = "ready";

    /** Arguments: folder, broker port, controller port. */
    public static void main(String[] args) throws IOException {
        try (var broker = EmbeddedBroker.start(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), System.err::println)) {
            System.out.println(READY + " " + broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // Nobody talks to it; it waits for the end of its input.
            }
        }
    }

    private BrokerMain() {}
}
