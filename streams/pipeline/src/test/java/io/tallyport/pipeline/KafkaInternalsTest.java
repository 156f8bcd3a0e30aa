package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.junit.jupiter.api.Test;

/** We flush through internal classes of Kafka Streams. When its version moves, read them again before this is changed. */
class KafkaInternalsTest {

    @Test
    void kafkaIsTheVersionWhoseInternalsWereRead() {
        assertEquals("4.3.1", AppInfoParser.getVersion(), "check CoordinatingStore and InitializedNode against it");
    }

    @Test
    void theInternalHooksExist() {
        assertDoesNotThrow(() -> CachedStateStore.class.getMethod("flushCache"));
        assertDoesNotThrow(() -> CachedStateStore.class.getMethod("clearCache"));
        assertDoesNotThrow(() -> InternalProcessorContext.class.getMethod("currentNode"));
        assertDoesNotThrow(() -> InternalProcessorContext.class.getMethod("setCurrentNode", ProcessorNode.class));
    }
}
