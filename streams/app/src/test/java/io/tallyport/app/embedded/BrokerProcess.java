package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;

/**
 * A process with a broker and a registry that runs until its input ends or it is killed. Prints the milliseconds from
 * the start of its JVM until both answer.
 */
public final class BrokerProcess {

    /** Arguments: folder, broker port, controller port, registry port. */
    public static void main(String[] args) throws Exception {
        try (var broker = EmbeddedBroker.start(
                        Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), System.err::println);
                var registry = EmbeddedRegistry.start(
                        KafkaClients.to(broker.bootstrapServers(), Map.of()), Integer.parseInt(args[3]))) {
            System.out.println("ready " + ManagementFactory.getRuntimeMXBean().getUptime() + " " + registry.url());
            while (System.in.read() >= 0) {}
        }
    }

    private BrokerProcess() {}
}
