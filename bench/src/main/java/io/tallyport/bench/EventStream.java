package io.tallyport.bench;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.WireCodec;
import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.wire.DecimalV1;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The events of a workload, one after the other, and what they add up to. Not thread-safe. */
final class EventStream {

    private static final int REMEMBERED = 4_096;
    private static final long EPOCH = 0x1BADCAFE5EED0001L;
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-2", "ap-south-1");

    /**
     * One event as it is sent.
     *
     * @param license its license
     * @param value its bytes
     */
    record Sent(String license, byte[] value) {}

    private final Workload workload;
    private final WireCodec<UsageEventV1> codec;
    private final Random random;
    private final Popularity popularity;
    private final @Nullable Sent[] remembered = new @Nullable Sent[REMEMBERED];
    private final long[] sequences;
    private long made;
    private long repeats;
    private long bytes;
    private BigDecimal units = BigDecimal.ZERO;

    EventStream(Workload workload, WireCodec<UsageEventV1> codec) {
        this.workload = workload;
        this.codec = codec;
        this.random = new Random(workload.seed());
        this.sequences = new long[workload.partitions()];
        this.popularity = new Popularity(workload.licenses(), workload.skew());
    }

    /** The next event: a new one, or one of the last few thousand once more. */
    Sent next() {
        Sent again = remembered[random.nextInt(REMEMBERED)];
        Sent event = again != null && random.nextInt(100) < workload.repeatPercent() ? repeat(again) : fresh();
        made++;
        bytes += event.value().length;
        return event;
    }

    private Sent repeat(Sent event) {
        repeats++;
        return event;
    }

    private Sent fresh() {
        String license = workload.license(popularity.next(random));
        long hundredths = 1L + random.nextInt(9_999);
        BigDecimal used = BigDecimal.valueOf(hundredths, 2);
        units = units.add(used);
        var data = new HashMap<String, Object>();
        data.put(BenchCatalog.SUM_FIELD, new DecimalV1(used.toPlainString()));
        data.put("path", "/v1/projects/items/" + random.nextInt(10_000));
        data.put("region", REGIONS.get(random.nextInt(REGIONS.size())));
        data.put("status", 200L);
        var event = UsageEventV1.newBuilder()
                .setKind(UsageKind.USAGE)
                .setLicense(license)
                .setSubjectPath(List.of("organization-" + random.nextInt(100), "user-" + random.nextInt(10_000)))
                .setSource(BenchCatalog.SOURCE)
                .setType(BenchCatalog.EVENT_TYPE)
                .setTimeMs(Workload.START.toEpochMilli() + made * Workload.TICK_MS / workload.eventsPerTick())
                .setData(data)
                .build();
        identify(event);
        var sent = new Sent(license, codec.encode(event));
        remembered[random.nextInt(REMEMBERED)] = sent;
        return sent;
    }

    private void identify(UsageEventV1 event) {
        long random = this.random.nextLong();
        if (!workload.numbered()) {
            event.setId(Long.toHexString(random) + "-" + made);
            return;
        }
        int partition = LicensePartition.of(event.getLicense(), workload.partitions());
        event.setEpoch(EPOCH);
        event.setSequence(sequences[partition]++);
        event.setId(EmitterNumber.id(event.getEpoch(), partition, event.getSequence()));
    }

    /** What all events so far add up to. */
    Expected expected() {
        return new Expected(made, made - repeats, repeats, units, bytes);
    }
}
