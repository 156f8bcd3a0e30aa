package io.tallyport.contract;

import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import io.tallyport.wire.LeaseRequestKind;
import io.tallyport.wire.LeaseRequestV1;
import io.tallyport.wire.LicenseCommandKind;
import io.tallyport.wire.LicenseCommandV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;

/** The records that carry the time: one form per source topic, each with kind {@code TICK}. */
public final class TickRecords {

    /** Record key of every tick. Says nothing about the partition: a tick goes into each of them. */
    public static final String KEY = "tick";

    private static final Map<String, LongFunction<SpecificRecord>> BY_TOPIC = Map.of(
            TopicCatalog.USAGE_EVENTS.name(), TickRecords::usage,
            TopicCatalog.USAGE_BULK.name(), TickRecords::usage,
            TopicCatalog.LICENSE_COMMANDS.name(),
                    ms -> LicenseCommandV1.newBuilder()
                            .setKind(LicenseCommandKind.TICK)
                            .setTimeMs(ms)
                            .build(),
            TopicCatalog.LEASE_REQUESTS.name(),
                    ms -> LeaseRequestV1.newBuilder()
                            .setKind(LeaseRequestKind.TICK)
                            .setTimeMs(ms)
                            .build(),
            TopicCatalog.CATALOG_REVISIONS.name(),
                    ms -> CatalogRevisionV1.newBuilder()
                            .setKind(CatalogRevisionKind.TICK)
                            .setTimeMs(ms)
                            .build());

    /**
     * The tick of a source topic.
     *
     * @param timeMs the time that it says it is, ms since the epoch
     * @throws IllegalArgumentException when no ticks are written to the topic
     */
    public static <T extends SpecificRecord> T at(TallyTopic<T> topic, long timeMs) {
        var form = BY_TOPIC.get(topic.name());
        if (form == null) {
            throw new IllegalArgumentException("topic " + topic.name() + " takes no ticks");
        }
        return topic.type().cast(form.apply(timeMs));
    }

    private static SpecificRecord usage(long timeMs) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.TICK)
                .setTimeMs(timeMs)
                .build();
    }

    private TickRecords() {}
}
