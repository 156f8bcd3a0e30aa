package io.tallyport.readmodel;

import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Key;
import io.tallyport.readmodel.store.KeyReader;
import io.tallyport.readmodel.store.Rows;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** The offset vector as it stands in the store, written in the same batch as the rows that it speaks of. */
final class Offsets {

    /** The next offset of every partition that was read. */
    static Map<TopicPartition, Long> read(Rows rows) {
        var offsets = new HashMap<TopicPartition, Long>();
        rows.scan(Key.of(Letters.OFFSETS).bytes(), null, (key, stored) -> {
            var reader = new KeyReader(key);
            reader.letter();
            String topic = reader.text();
            int partition = Math.toIntExact(reader.number());
            offsets.put(
                    new TopicPartition(topic, partition),
                    ByteBuffer.wrap(stored).getLong());
            return true;
        });
        return offsets;
    }

    /** The offset vector in the words of an answer. */
    static Map<String, Long> vector(Rows rows) {
        var vector = new TreeMap<String, Long>();
        read(rows).forEach((at, next) -> vector.put(at.toString(), next));
        return vector;
    }

    /** Sets the next offset of a partition. */
    static void put(TopicPartition at, long next, Changes changes) {
        byte[] key =
                Key.of(Letters.OFFSETS).text(at.topic()).number(at.partition()).bytes();
        changes.put(key, ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    }

    private Offsets() {}
}
