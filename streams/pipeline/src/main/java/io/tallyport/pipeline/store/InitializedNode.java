package io.tallyport.pipeline.store;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;

/**
 * The node of the topology that was being initialized, in whose name a flush forwards. These internal classes of Kafka
 * Streams, and {@code CachedStateStore} in {@link CoordinatingStore}, are all that we use: {@code KafkaInternalsTest}
 * fails when Kafka's version moves.
 */
final class InitializedNode {

    private final InternalProcessorContext<?, ?> context;
    private final ProcessorNode<?, ?, ?, ?> node;

    private InitializedNode(InternalProcessorContext<?, ?> context) {
        this.context = context;
        this.node = context.currentNode();
    }

    /** Remembers the node that is being initialized. */
    static InitializedNode of(ProcessorContext<?, ?> context) {
        return new InitializedNode((InternalProcessorContext<?, ?>) context);
    }

    /** Runs an action as if the node processed a record, so that it may forward. */
    void run(Runnable action) {
        ProcessorNode<?, ?, ?, ?> before = context.currentNode();
        context.setCurrentNode(node);
        try {
            action.run();
        } finally {
            context.setCurrentNode(before);
        }
    }
}
