package io.tallyport.verifier;

import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events that were counted, by identity (license, source, id), each with its payload: type, subject path and values
 * by field path. Where the id is the emitter's number, and no backfill brought it, license and payload do not matter. Both are kept as parts of a SHA-256 of our own, for a partition may hold millions.
 */
final class Identities {

    /**
     * An identity.
     *
     * @param high first half
     * @param low second half
     */
    record Id(long high, long low) {}

    /**
     * What was counted under an identity.
     *
     * @param payload hash of the payload
     * @param day day since the epoch on which it was counted
     */
    record Counted(long payload, long day) {}

    private final int partition;
    private final MessageDigest sha256;
    private final Map<Id, Counted> counted = new HashMap<>();

    Identities(int partition) {
        this.partition = partition;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** An event that says its emitter's number is identified by source and number, whatever license and payload. */
    Id idOf(UsageEventV1 event) {
        put(isNumbered(event) ? "" : event.getLicense());
        put(event.getSource());
        put(event.getId());
        var hash = ByteBuffer.wrap(sha256.digest());
        return new Id(hash.getLong(), hash.getLong());
    }

    long payloadOf(UsageEventV1 event) {
        if (isNumbered(event)) {
            return 0;
        }
        put(event.getType());
        event.getSubjectPath().forEach(this::put);
        put("values");
        new TreeMap<>(Quantities.valuesOf(event)).forEach((path, value) -> {
            put(path);
            put(form(value));
        });
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }

    @Nullable Counted find(Id id) {
        return counted.get(id);
    }

    void add(Id id, Counted what) {
        counted.put(id, what);
    }

    private boolean isNumbered(UsageEventV1 event) {
        if (Backfills.brings(event)) {
            return false;
        }
        if (event.getEpoch() <= 0 || event.getSequence() < 0 || event.getSequence() == Long.MAX_VALUE) {
            return false;
        }
        String number = Long.toHexString(event.getEpoch()) + "." + partition + "." + event.getSequence();
        return number.equals(event.getId());
    }

    private void put(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
        sha256.update(utf8);
    }

    /** 1, 1.0 and 1.00 are the same quantity; a number and the same digits as text are not. */
    private static String form(Object value) {
        if (value == Quantities.NOTHING) {
            return "nothing";
        }
        if (value instanceof BigDecimal number) {
            var shortest = number.stripTrailingZeros();
            return "number " + shortest.unscaledValue() + " " + shortest.scale();
        }
        return value instanceof Boolean ? "boolean " + value : "text " + value;
    }
}
