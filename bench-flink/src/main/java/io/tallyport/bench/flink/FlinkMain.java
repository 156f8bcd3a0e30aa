package io.tallyport.bench.flink;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that runs the job once for each line of its input, which names the topic of the sums: one process for all
 * passes, so that it is as warm as the other sides are. It says {@value #FIRST} with the first record of a job and {@value #DONE} after its end.
 */
public final class FlinkMain {

    private static final String FIRST = "first";
    private static final String DONE = "done";

    /** Whether a job waits for its first record; static, for Flink makes copies of everything else. */
    private static final AtomicBoolean WAITING = new AtomicBoolean();

    /** Arguments: address of the broker, and a folder for checkpoints. */
    public static void main(String[] args) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String topic = input.readLine();
        while (topic != null) {
            WAITING.set(true);
            new FlinkJob(args[0], topic, args[1]).run();
            System.out.println(DONE);
            topic = input.readLine();
        }
        System.exit(0);
    }

    static void recordCame() {
        if (WAITING.get() && WAITING.getAndSet(false)) {
            System.out.println(FIRST);
        }
    }

    /** The schemas of an installation, registered in the order of its installer: so they have the same ids. */
    static Registry registry(String scope) {
        var registry = Registry.at("mock://" + scope, Map.of());
        try {
            for (TallyTopic<?> topic : TopicCatalog.ALL) {
                registry.register(topic);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return registry;
    }

    private FlinkMain() {}
}
