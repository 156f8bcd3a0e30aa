package io.tallyport.app.embedded;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's broker ends the whole process on a fatal fault. Inside a host that would be a silent death, so the process's
 * exit hooks of Kafka are replaced, once, by calls to whoever runs a broker. Kafka does not say which broker of a
 * process failed; all are told.
 */
final class FatalFaults {

    private static final Logger LOG = LoggerFactory.getLogger(FatalFaults.class);
    private static final Set<Consumer<String>> LISTENERS = new CopyOnWriteArraySet<>();

    static {
        Exit.setExitProcedure((status, message) -> report("exit", status, message));
        Exit.setHaltProcedure((status, message) -> report("halt", status, message));
    }

    static void listen(Consumer<String> listener) {
        LISTENERS.add(listener);
    }

    static void forget(Consumer<String> listener) {
        LISTENERS.remove(listener);
    }

    private static void report(String action, int status, @Nullable String message) {
        String fault = "the embedded broker asked the process to " + action + " with status " + status
                + (message == null ? "" : ": " + message);
        LOG.error(fault, new IllegalStateException("asked for here"));
        LISTENERS.forEach(listener -> listener.accept(fault));
    }

    private FatalFaults() {}
}
