package io.tallyport.readmodel.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Rows as bytes: version, timestamp and coordinates, then the wire record in Avro's single-object encoding, whose marker
 * and fingerprint say how it was written. The schemas that rows were written with are kept in the store, so a newer
 * build reads an older build's rows without a registry. Thread-safe.
 */
public final class RowCodec<T extends SpecificRecord> {

    private static final char SCHEMAS = 'S';

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    /** A codec of one wire type; keeps its schema in the store. */
    public RowCodec(RowStore store, Class<T> type, Schema schema) {
        var model = SpecificData.getForClass(type);
        this.encoder = new BinaryMessageEncoder<>(model, schema);
        this.decoder = new BinaryMessageDecoder<>(model, schema, new StoredSchemas(store));
        keep(store, schema);
    }

    /** The bytes of a row. */
    public byte[] encode(Row<T> row) {
        try {
            ByteBuffer message = encoder.encode(row.record());
            return ByteBuffer.allocate(Row.HEADER_BYTES + message.remaining())
                    .putLong(row.version())
                    .putLong(row.timestampMs())
                    .putInt(row.partition())
                    .putLong(row.offset())
                    .put(message)
                    .array();
        } catch (IOException e) {
            throw new StoreException(
                    "cannot encode a row of " + row.record().getSchema().getName(), e);
        }
    }

    /** The row of some bytes. */
    public Row<T> decode(byte[] stored) {
        var header = ByteBuffer.wrap(stored);
        long version = header.getLong();
        long timestampMs = header.getLong();
        int partition = header.getInt();
        long offset = header.getLong();
        try {
            T value = decoder.decode(Arrays.copyOfRange(stored, Row.HEADER_BYTES, stored.length));
            return new Row<>(version, timestampMs, partition, offset, value);
        } catch (IOException | RuntimeException e) {
            throw new StoreException("a stored row cannot be decoded: " + e.getMessage(), e);
        }
    }

    private static void keep(RowStore store, Schema schema) {
        byte[] key = key(org.apache.avro.SchemaNormalization.parsingFingerprint64(schema));
        if (!store.read(rows -> rows.get(key) != null)) {
            store.write(
                    changes -> changes.put(key, schema.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    private static byte[] key(long fingerprint) {
        return Key.of(SCHEMAS).number(fingerprint).bytes();
    }

    private record StoredSchemas(RowStore store) implements SchemaStore {
        @Override
        public Schema findByFingerprint(long fingerprint) {
            byte[] schema = store.read(rows -> rows.get(key(fingerprint)));
            if (schema == null) {
                throw new MissingSchemaException("the store has no schema with fingerprint " + fingerprint);
            }
            return new Schema.Parser().parse(new String(schema, java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
