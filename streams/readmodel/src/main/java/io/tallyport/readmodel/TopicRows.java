package io.tallyport.readmodel;

import io.tallyport.contract.TallyTopic;
import io.tallyport.readmodel.store.RowCodec;
import io.tallyport.readmodel.store.RowStore;
import org.apache.avro.specific.SpecificRecord;

/** Rows hold the records of topics as they came. */
final class TopicRows {

    /** The codec of rows that hold the records of a topic. */
    static <T extends SpecificRecord> RowCodec<T> codec(RowStore store, TallyTopic<T> topic) {
        return new RowCodec<>(store, topic.type(), topic.schema());
    }

    private TopicRows() {}
}
