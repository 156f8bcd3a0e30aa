package io.tallyport.pipeline.step;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;

/**
 * The internal classes of Kafka Streams that forwarding during a flush needs, beside {@code CachedStateStore} in
 * {@link io.tallyport.pipeline.state.CoordinatingStore}. {@code KafkaInternalsTest} fails when Kafka's version moves.
 */
final class KafkaInternals {

    private final InternalProcessorContext<?, ?> context;
    private final ProcessorNode<?, ?, ?, ?> node;

    private KafkaInternals(InternalProcessorContext<?, ?> context) {
        this.context = context;
        this.node = context.currentNode();
    }

    /** Remembers the node that is being initialized. */
    static KafkaInternals of(ProcessorContext<?, ?> context) {
        return new KafkaInternals((InternalProcessorContext<?, ?>) context);
    }

    /** Runs an action as if the node processed a record, so that it may forward. */
    void asNode(Runnable action) {
        ProcessorNode<?, ?, ?, ?> before = context.currentNode();
        context.setCurrentNode(node);
        try {
            action.run();
        } finally {
            context.setCurrentNode(before);
        }
    }
}
