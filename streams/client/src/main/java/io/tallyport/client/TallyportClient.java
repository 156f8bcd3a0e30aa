package io.tallyport.client;

import io.tallyport.client.internal.DecisionCodec;
import io.tallyport.client.internal.SnapshotCodec;
import io.tallyport.client.internal.UsageCodec;
import io.tallyport.contract.Registry;
import java.io.IOException;

/**
 * What a product embeds: emit usage, check entitlements from a local live view, be called back on changes. Open one per
 * process and share it: every part may be used by any thread.
 *
 * <p>It runs four daemon threads: one follows the view, one calls listeners, one writes the trace of decisions, and
 * Kafka's producers have their own. It opens and answers while Kafka is away.
 */
public final class TallyportClient implements AutoCloseable {

    private final UsageEmitter emitter;
    private final EntitlementView view;
    private final DecisionTrace trace;
    private final EntitlementChecks checks;

    private TallyportClient(UsageEmitter emitter, EntitlementView view, DecisionTrace trace, EntitlementChecks checks) {
        this.emitter = emitter;
        this.view = view;
        this.trace = trace;
        this.checks = checks;
    }

    /**
     * Opens a client.
     *
     * @throws IOException when the view's folder cannot be used
     * @throws IllegalStateException when another client uses that folder
     */
    public static TallyportClient open(ClientConfig config) throws IOException {
        var registry = Registry.at(config.registryUrl(), config.registrySettings());
        var kafka = config.kafka();
        EntitlementView view = EntitlementView.open(
                config, () -> kafka.consumer(config.name() + "-view"), new SnapshotCodec(registry));
        try {
            var emitter = new UsageEmitter(
                    kafka.producer(config.name() + "-usage"),
                    () -> new UsageCodec(registry),
                    config.name(),
                    config.wallMs(),
                    config.meters());
            var trace = new DecisionTrace(
                    kafka.producer(config.name() + "-trace"),
                    new DecisionCodec(registry),
                    config.wallMs(),
                    config.meters(),
                    config.name());
            trace.start();
            var checks = new EntitlementChecks(
                    view, trace, config.wallMs(), config.freshFor().toMillis(), config.meters());
            return new TallyportClient(emitter, view, trace, checks);
        } catch (RuntimeException e) {
            view.close();
            throw e;
        }
    }

    /** Writes usage events. */
    public UsageEmitter emitter() {
        return emitter;
    }

    /** What every license may do, as last heard. */
    public EntitlementView view() {
        return view;
    }

    /** Answers "may I?". */
    public EntitlementChecks checks() {
        return checks;
    }

    /** How many decisions left no trace since the client was opened. */
    public long droppedTraces() {
        return trace.dropped();
    }

    /** Writes what is buffered, stores the view, and ends all threads; waits 30 seconds at most. */
    @Override
    public void close() {
        emitter.close();
        trace.close();
        view.close();
    }
}
