package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

/** Which failures of a stream thread end the instance, so that another one takes its partitions over. */
class FailedThreadTest {

    @Test
    void aDiskThatCannotBeWrittenEndsTheInstanceAndIsNamed() {
        var full = new UncheckedIOException("cannot write spill.log: No space left", new IOException("No space left"));
        assertEquals(
                "cannot write spill.log: No space left. Make room, or mend the disk, and start the node again; another"
                        + " node of the cluster takes its partitions over meanwhile.",
                Pipeline.reasonToStop(new StreamsException("task 0_1", full)));
        assertNotNull(Pipeline.reasonToStop(new ProcessorStateException("task 0_1", new RocksDBException("IO error"))));
    }

    @Test
    void whatAnotherTryMayMendDoesNot() {
        assertNull(Pipeline.reasonToStop(new StreamsException("the broker", new TimeoutException("10 s"))));
        assertNull(Pipeline.reasonToStop(new IllegalStateException("a bug")));
    }
}
