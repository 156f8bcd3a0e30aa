package io.tallyport.port.explain;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.StatementCertificate;
import java.util.HashMap;
import java.util.Map;

/**
 * How far the usage topics had been read when a statement was made, as its certificate says.
 *
 * @param ends the offset after the last record that was read, by topic; a topic that is not there was not read
 */
record ReadUpTo(Map<String, Long> ends) {

    static ReadUpTo of(StatementCertificate certificate) {
        var ends = new HashMap<String, Long>();
        certificate.read().forEach(read -> ends.put(read.topic(), read.endOffset()));
        return new ReadUpTo(Map.copyOf(ends));
    }

    /** Whether a record had been read. */
    boolean holds(Origin at) {
        return at.offset() < ends.getOrDefault(at.topic(), 0L);
    }

    /** The first offset of {@code usage.events} that had not been read: corrections lie there. */
    long corrections() {
        return ends.getOrDefault(TopicCatalog.USAGE_EVENTS.name(), 0L);
    }
}
