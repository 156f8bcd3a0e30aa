package io.tallyport.app.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.UsageKind;
import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say, put together with plain collections and none of the pipeline's or the read model's classes:
 * every usage record, the verdict on each, and the last reading of each license, meter and window.
 */
final class IndependentBooks {

    /** A usage record; its identity is empty when its bytes are no event. */
    record Place(String topic, int partition, long offset) {}

    /** The window of one meter of one license. */
    record WindowOf(String license, String meter, String window, long fromMs) {}

    final Map<Place, String> usageRecords = new HashMap<>();
    final Map<Place, UsageVerdictV1> verdicts = new HashMap<>();
    final Map<WindowOf, BigDecimal> readings = new HashMap<>();
    final Map<String, Long> entitlementVersions = new HashMap<>();
    private final Map<String, Long> readingVersions = new HashMap<>();

    /** Reads everything that is committed now. */
    static IndependentBooks read(KafkaClients kafka, Registry registry) throws WireException {
        var books = new IndependentBooks();
        books.readUsage(kafka, registry);
        books.readVerdicts(kafka, registry);
        books.readReadings(kafka, registry);
        books.readEntitlements(kafka, registry);
        return books;
    }

    /** How many records got each kind of verdict. */
    Map<VerdictKind, Integer> totals() {
        var totals = new TreeMap<VerdictKind, Integer>();
        verdicts.values().forEach(verdict -> totals.merge(verdict.getKind(), 1, Integer::sum));
        return totals;
    }

    /** Every usage record has exactly one verdict, and nothing else has one. */
    void requireOneVerdictEach() {
        var without = new HashSet<>(usageRecords.keySet());
        without.removeAll(verdicts.keySet());
        assertEquals(Set.of(), without, "records without a verdict");
        var unfounded = new HashSet<>(verdicts.keySet());
        unfounded.removeAll(usageRecords.keySet());
        assertEquals(Set.of(), unfounded, "verdicts on no record");
    }

    /** Identities ({@code license|source|id}) that were counted; fails when one was counted twice. */
    Set<String> countedIdentities() {
        var counted = new HashSet<String>();
        verdicts.forEach((place, verdict) -> {
            if (verdict.getKind() == VerdictKind.COUNTED) {
                String identity = usageRecords.getOrDefault(place, "");
                assertTrue(counted.add(identity), "counted twice: " + identity + " at " + place);
            }
        });
        return counted;
    }

    /** How many different events of a license were counted; fails when one was counted twice. */
    long counted(String license) {
        return countedIdentities().stream()
                .filter(identity -> identity.startsWith(license + "|"))
                .count();
    }

    /** The last reading; null when there is none. */
    @Nullable BigDecimal reading(String license, String meter, String window, long fromMs) {
        return readings.get(new WindowOf(license, meter, window, fromMs));
    }

    /** Sum of a license's and meter's readings over all windows of a length. */
    BigDecimal total(String license, String meter, String window) {
        return readings.entrySet().stream()
                .filter(entry -> entry.getKey().license().equals(license)
                        && entry.getKey().meter().equals(meter)
                        && entry.getKey().window().equals(window))
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void readUsage(KafkaClients kafka, Registry registry) throws WireException {
        for (var topic : List.of(TopicCatalog.USAGE_EVENTS, TopicCatalog.USAGE_BULK)) {
            var codec = registry.codec(topic);
            CommittedTopic.forEach(kafka, topic.name(), record -> {
                var place = new Place(record.topic(), record.partition(), record.offset());
                try {
                    var event = codec.decode(record.value());
                    if (event.getKind() != UsageKind.TICK) {
                        usageRecords.put(place, event.getLicense() + "|" + event.getSource() + "|" + event.getId());
                    }
                } catch (WireException e) {
                    usageRecords.put(place, "");
                }
            });
        }
    }

    private void readVerdicts(KafkaClients kafka, Registry registry) throws WireException {
        var codec = registry.codec(TopicCatalog.USAGE_VERDICTS);
        CommittedTopic.forEach(kafka, TopicCatalog.USAGE_VERDICTS.name(), record -> {
            var verdict = codec.decode(record.value());
            for (long i = 0; i < verdict.getCount(); i++) {
                var place = new Place(verdict.getTopic(), verdict.getPartition(), verdict.getFirstOffset() + i);
                assertNull(verdicts.put(place, verdict), "a second verdict on " + place);
            }
        });
    }

    private void readReadings(KafkaClients kafka, Registry registry) throws WireException {
        var codec = registry.codec(TopicCatalog.USAGE_READINGS);
        CommittedTopic.forEach(kafka, TopicCatalog.USAGE_READINGS.name(), record -> {
            var reading = codec.decode(record.value());
            long before = readingVersions.getOrDefault(reading.getLicense(), 0L);
            assertEquals(before + 1, reading.getVersion(), "reading versions of " + reading.getLicense());
            readingVersions.put(reading.getLicense(), reading.getVersion());
            for (MeterReadingV1 value : reading.getValues()) {
                readings.put(
                        new WindowOf(reading.getLicense(), value.getMeter(), value.getWindow(), value.getFromMs()),
                        new BigDecimal(value.getValue()));
            }
        });
    }

    private void readEntitlements(KafkaClients kafka, Registry registry) throws WireException {
        var codec = registry.codec(TopicCatalog.ENTITLEMENT_SNAPSHOTS);
        CommittedTopic.forEach(kafka, TopicCatalog.ENTITLEMENT_SNAPSHOTS.name(), record -> {
            var snapshot = codec.decode(record.value()).getSnapshot();
            if (snapshot != null) {
                Long before = entitlementVersions.put(snapshot.getLicense(), snapshot.getVersion());
                assertTrue(
                        before == null || before < snapshot.getVersion(),
                        "entitlement of " + snapshot.getLicense() + " went from " + before + " to "
                                + snapshot.getVersion());
            }
        });
    }
}
