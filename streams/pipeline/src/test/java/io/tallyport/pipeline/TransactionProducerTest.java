package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.junit.jupiter.api.Test;

/** A record's failure that shows only as the transaction ends has the outcome that it has after a flush. */
class TransactionProducerTest {

    private static final OutOfOrderSequenceException OTHER_SEQUENCE = new OutOfOrderSequenceException("7, not 5");

    @Test
    void aRecordThatCouldNotBeWrittenInTimeIsATimeoutOfTheCommit() {
        var late = new TimeoutException("120 s passed");
        assertSame(late, TransactionProducer.asFlushed(late));
        assertInstanceOf(TimeoutException.class, TransactionProducer.asFlushed(earlier(late)));
        var aborted = new TransactionAbortableException("a record timed out", late);
        assertInstanceOf(TimeoutException.class, TransactionProducer.asFlushed(aborted));
        assertInstanceOf(TimeoutException.class, TransactionProducer.asFlushed(earlier(aborted)));
        var fewReplicas = new NotEnoughReplicasException("1 of 2");
        assertInstanceOf(TimeoutException.class, TransactionProducer.asFlushed(fewReplicas));
        assertInstanceOf(TimeoutException.class, TransactionProducer.asFlushed(earlier(fewReplicas)));
    }

    @Test
    void aLostSequenceIsALostEpoch() {
        assertInstanceOf(InvalidProducerEpochException.class, TransactionProducer.asFlushed(OTHER_SEQUENCE));
        assertInstanceOf(InvalidProducerEpochException.class, TransactionProducer.asFlushed(earlier(OTHER_SEQUENCE)));
    }

    @Test
    void whatIsFatalAfterAFlushStaysAsItIs() {
        var tooLarge = new RecordTooLargeException("2 MB");
        assertSame(tooLarge, TransactionProducer.asFlushed(tooLarge));
        var wrapped = earlier(tooLarge);
        assertSame(wrapped, TransactionProducer.asFlushed(wrapped));
    }

    @Test
    void aFailureOfTheTransactionItselfStaysAsItIs() {
        var fenced = new ProducerFencedException("another one");
        assertSame(fenced, TransactionProducer.asFlushed(fenced));
        var lost = new InvalidPidMappingException("not known any more");
        assertSame(lost, TransactionProducer.asFlushed(lost));
        assertSame(lost, TransactionProducer.asFlushed(earlier(lost)));
    }

    /** As the client tells of a failure that it knew of before the call. */
    private static KafkaException earlier(KafkaException ofRecord) {
        return new KafkaException("in an error state", ofRecord);
    }
}
