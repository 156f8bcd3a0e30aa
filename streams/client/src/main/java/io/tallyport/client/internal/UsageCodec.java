package io.tallyport.client.internal;

import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.wire.ClientContextV1;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes usage events. Not thread-safe. */
public final class UsageCodec {

    private final WireCodec<UsageEventV1> codec;

    public UsageCodec(Registry registry) {
        this.codec = registry.codec(TopicCatalog.USAGE_EVENTS);
    }

    /** The bytes of an event. Throws when the registry cannot be reached or does not know the schema. */
    public byte[] encode(UsageRecord event) {
        return codec.encode(wire(event));
    }

    static UsageEventV1 wire(UsageRecord event) {
        return UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setTenant(event.tenant())
                .setLicense(event.license())
                .setSubjectPath(event.subjectPath())
                .setSource(event.source())
                .setId(event.id())
                .setType(event.type())
                .setTimeMs(event.timeMs())
                .setTimeStampedByEdge(event.timeStampedByEdge())
                .setEpoch(event.epoch())
                .setSequence(event.sequence())
                .setLeaseId(event.leaseId())
                .setData(data(event.data()))
                .setClient(event.context().isEmpty() ? null : context(event.context()))
                .setUnresolved(event.unresolved())
                .build();
    }

    private static Map<String, @Nullable Object> data(Map<String, @Nullable Object> flat) {
        var wire = new HashMap<String, @Nullable Object>(flat);
        wire.replaceAll(
                (path, value) -> value instanceof BigDecimal decimal ? new DecimalV1(decimal.toPlainString()) : value);
        return wire;
    }

    private static ClientContextV1 context(Map<String, String> context) {
        return ClientContextV1.newBuilder()
                .setDevice(context.getOrDefault("device", ""))
                .setSession(context.getOrDefault("session", ""))
                .setUser(context.getOrDefault("user", ""))
                .setAddress(context.getOrDefault("address", ""))
                .setVersion(context.getOrDefault("version", ""))
                .build();
    }
}
