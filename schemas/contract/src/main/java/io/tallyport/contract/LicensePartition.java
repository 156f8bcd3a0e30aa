package io.tallyport.contract;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** The partition of a license: murmur2 of the UTF-8 id, the same on every topic and in every language's Kafka client. */
public final class LicensePartition {

    /**
     * Partition of a record key.
     *
     * @param key license id, or the source of an event whose license could not be resolved
     * @param partitions partition count of the installation, above 0
     */
    public static int of(String key, int partitions) {
        return of(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** As {@link #of(String, int)}, for a key as it stands in the topic. */
    public static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private LicensePartition() {}
}
