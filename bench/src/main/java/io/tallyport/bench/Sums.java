package io.tallyport.bench;

import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import org.apache.kafka.common.serialization.LongDeserializer;

/** Sums of units in hundredths, by any key, as the jobs that only add up write them: big-endian. */
final class Sums {

    private static final int SCALE = 2;

    /** Units of an event, times 100. */
    static long hundredths(UsageEventV1 event) {
        if (event.getData().get(BenchCatalog.SUM_FIELD) instanceof DecimalV1 units) {
            return hundredths(new BigDecimal(units.getValue()));
        }
        throw new IllegalStateException("an event has no " + BenchCatalog.SUM_FIELD);
    }

    /** A number of units, times 100. */
    static long hundredths(BigDecimal units) {
        return units.movePointRight(SCALE).longValueExact();
    }

    /**
     * Holds the last sum of every key, together, against what was emitted: all units are above zero, so one repeat too
     * many would show.
     *
     * @throws IllegalStateException saying what differs
     */
    static void verify(BenchCluster cluster, String topic, Expected expected) throws InterruptedException {
        var latest = new HashMap<String, Long>();
        try (var sums = new LongDeserializer()) {
            TopicReader.read(
                    cluster.kafka(),
                    cluster.beginning(topic),
                    cluster.endOffsets(topic),
                    record -> latest.put(
                            new String(record.key(), StandardCharsets.UTF_8), sums.deserialize(topic, record.value())));
        }
        long sum = latest.values().stream().mapToLong(Long::longValue).sum();
        if (BigDecimal.valueOf(sum, SCALE).compareTo(expected.units()) != 0) {
            throw new IllegalStateException("the sums in " + topic + " come to " + BigDecimal.valueOf(sum, SCALE)
                    + " units, but " + expected.units() + " were emitted");
        }
    }

    private Sums() {}
}
