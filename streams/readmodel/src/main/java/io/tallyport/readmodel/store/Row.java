package io.tallyport.readmodel.store;

import java.nio.ByteBuffer;

/**
 * What is stored of one wire record.
 *
 * @param version orders the rows of one key: the highest wins
 * @param timestampMs broker time at which its record was appended, ms since the epoch
 * @param partition partition of its record
 * @param offset offset of its record
 * @param record the wire record
 */
public record Row<T>(long version, long timestampMs, int partition, long offset, T record) {

    /** Bytes before the record. */
    static final int HEADER_BYTES = 3 * Long.BYTES + Integer.BYTES;

    /** The version of a stored row, without decoding the rest. */
    public static long versionOf(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }
}
