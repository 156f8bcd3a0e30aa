package io.tallyport.app.embedded;

import io.tallyport.contract.KafkaClients;
import java.util.Map;

/** A process with a registry that runs until its input ends or it is killed. */
public final class RegistryProcess {

    /** Arguments: address of the brokers, port. */
    public static void main(String[] args) throws Exception {
        try (var registry = EmbeddedRegistry.start(KafkaClients.to(args[0], Map.of()), Integer.parseInt(args[1]))) {
            System.out.println("ready " + registry.url());
            while (System.in.read() >= 0) {}
        }
    }

    private RegistryProcess() {}
}
