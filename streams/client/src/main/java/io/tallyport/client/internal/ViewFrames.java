package io.tallyport.client.internal;

import io.tallyport.contract.WireException;
import io.tallyport.wire.EntitlementUpdateV1;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The bytes of the view's file, format 1. A frame is {@code length, crc32c, body}; a body begins with its type. The
 * first frame holds the Avro schema of the snapshots, so that a later version can read them. Not thread-safe.
 */
final class ViewFrames {

    /** Bytes before a body. */
    static final int HEADER_BYTES = 8;

    /** Larger than any record of the topic; a longer length is damage. */
    static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    private static final byte SCHEMA = 'H';
    private static final byte SNAPSHOT = 'S';
    private static final byte REMOVAL = 'R';
    private static final byte CLOCK = 'C';
    private static final byte PARTITIONS = 'P';
    private static final int FORMAT = 1;

    private final SpecificDatumWriter<EntitlementUpdateV1> writer =
            new SpecificDatumWriter<>(EntitlementUpdateV1.class);
    private SpecificDatumReader<EntitlementUpdateV1> reader = new SpecificDatumReader<>(EntitlementUpdateV1.class);

    /** The first frame of a file. */
    byte[] schema() {
        return frame(out -> {
            out.writeByte(SCHEMA);
            out.writeInt(FORMAT);
            writeText(out, EntitlementUpdateV1.getClassSchema().toString());
        });
    }

    byte[] partitions(int count) {
        return frame(out -> {
            out.writeByte(PARTITIONS);
            out.writeInt(count);
        });
    }

    byte[] clock(PartitionClock clock) {
        return frame(out -> {
            out.writeByte(CLOCK);
            out.writeInt(clock.partition());
            out.writeLong(clock.nextOffset());
            out.writeLong(clock.asOfMs());
            out.writeLong(clock.tickAppendedAtMs());
            out.writeLong(clock.freshSinceTickMs());
            out.writeBoolean(clock.loaded());
        });
    }

    /** A snapshot or a removal; a heartbeat has no frame of its own, the clock says what it said. */
    byte[] record(ViewRecord record) {
        var entitlement = record.entitlement();
        return frame(out -> {
            out.writeByte(entitlement == null ? REMOVAL : SNAPSHOT);
            out.writeInt(record.partition());
            out.writeLong(record.offset());
            if (entitlement == null) {
                writeText(out, record.license());
            } else {
                BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
                writer.write(
                        EntitlementUpdateV1.newBuilder()
                                .setPartition(record.partition())
                                .setAsOfMs(record.asOfMs())
                                .setTickAppendedAtMs(record.tickAppendedAtMs())
                                .setSnapshot(EntitlementMapping.wire(entitlement))
                                .build(),
                        encoder);
                encoder.flush();
            }
        });
    }

    /** Whether a body is what its checksum says. */
    static boolean isWhole(byte[] body, int checksum) {
        return body.length > 0 && checksum(body) == checksum;
    }

    /**
     * Reads one body.
     *
     * @throws IOException when it is whole but cannot be read: another format, or a snapshot that cannot be mapped
     */
    void read(byte[] body, boolean first, ViewFile.Sink sink) throws IOException {
        try (var in = new DataInputStream(new java.io.ByteArrayInputStream(body))) {
            byte type = in.readByte();
            if (first != (type == SCHEMA)) {
                throw new IOException("the file does not begin with its schema");
            }
            switch (type) {
                case SCHEMA -> readSchema(in);
                case PARTITIONS -> sink.partitions(in.readInt());
                case CLOCK ->
                    sink.clock(new PartitionClock(
                            in.readInt(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readBoolean()));
                case REMOVAL -> sink.record(ViewRecord.removal(in.readInt(), in.readLong(), readText(in)));
                case SNAPSHOT -> sink.record(readSnapshot(in));
                default -> throw new IOException("unknown frame type " + type);
            }
        }
    }

    private void readSchema(DataInputStream in) throws IOException {
        int format = in.readInt();
        if (format != FORMAT) {
            throw new IOException("format " + format + " is not known; this version reads format " + FORMAT);
        }
        Schema written = new Schema.Parser().parse(readText(in));
        reader = new SpecificDatumReader<>(written, EntitlementUpdateV1.getClassSchema());
    }

    private ViewRecord readSnapshot(DataInputStream in) throws IOException {
        int partition = in.readInt();
        long offset = in.readLong();
        var update = reader.read(new EntitlementUpdateV1(), DecoderFactory.get().directBinaryDecoder(in, null));
        try {
            return SnapshotCodec.viewRecord(update, partition, offset);
        } catch (WireException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static byte[] frame(Body body) {
        var bytes = new ByteArrayOutputStream(128);
        bytes.writeBytes(new byte[HEADER_BYTES]);
        try (var out = new DataOutputStream(bytes)) {
            body.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a frame in memory could not be written", e);
        }
        byte[] frame = bytes.toByteArray();
        var crc = new CRC32C();
        crc.update(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
        ByteBuffer.wrap(frame).putInt(frame.length - HEADER_BYTES).putInt((int) crc.getValue());
        return frame;
    }

    private static int checksum(byte[] body) {
        var crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }
}
