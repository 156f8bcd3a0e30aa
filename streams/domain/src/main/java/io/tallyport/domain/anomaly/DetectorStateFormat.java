package io.tallyport.domain.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** How a {@link DetectorState} is stored. Format 1: see {@link #write}. */
final class DetectorStateFormat {

    private static final int FORMAT = 1;
    private static final int MOST_DIGIT_BYTES = 255;

    private DetectorStateFormat() {}

    static byte[] encode(DetectorState state) {
        var bytes = new ByteArrayOutputStream(64 + 4 * state.history().size());
        try (var out = new DataOutputStream(bytes)) {
            write(state, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static DetectorState decode(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "detector state: format " + format + " is not the one that this release reads, " + FORMAT);
            }
            DetectorState state = read(in);
            if (in.read() >= 0) {
                throw new IllegalArgumentException("detector state: bytes are left over after its end");
            }
            return state;
        } catch (IOException | NumberFormatException e) {
            throw new IllegalArgumentException("detector state: " + bytes.length + " bytes are no state", e);
        }
    }

    private static void write(DetectorState state, DataOutputStream out) throws IOException {
        out.writeByte(FORMAT);
        out.writeLong(state.nextFromMs());
        out.writeShort(state.open().size());
        for (OpenBucket bucket : state.open()) {
            out.writeLong(bucket.fromMs());
            writeDecimal(bucket.total(), out);
        }
        out.writeShort(state.history().size());
        for (BigDecimal total : state.history()) {
            writeDecimal(total, out);
        }
        OpenAlert alert = state.alert();
        out.writeBoolean(alert != null);
        if (alert != null) {
            out.writeUTF(alert.id());
            out.writeBoolean(alert.direction() == Direction.SPIKE);
            writeDecimal(alert.worst(), out);
        }
        out.writeShort(state.refractoryBuckets());
    }

    private static DetectorState read(DataInputStream in) throws IOException {
        long nextFromMs = in.readLong();
        List<OpenBucket> open = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            open.add(new OpenBucket(in.readLong(), readDecimal(in)));
        }
        List<BigDecimal> history = new ArrayList<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            history.add(readDecimal(in));
        }
        OpenAlert alert = in.readBoolean()
                ? new OpenAlert(in.readUTF(), in.readBoolean() ? Direction.SPIKE : Direction.DROP, readDecimal(in))
                : null;
        return new DetectorState(nextFromMs, open, history, alert, in.readUnsignedShort());
    }

    private static void writeDecimal(BigDecimal value, DataOutputStream out) throws IOException {
        byte[] digits = value.unscaledValue().toByteArray();
        if (digits.length > MOST_DIGIT_BYTES || value.scale() < Byte.MIN_VALUE || value.scale() > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("detector state: a value has too many digits");
        }
        out.writeByte(value.scale());
        out.writeByte(digits.length);
        out.write(digits);
    }

    private static BigDecimal readDecimal(DataInputStream in) throws IOException {
        int scale = in.readByte();
        byte[] digits = new byte[in.readUnsignedByte()];
        in.readFully(digits);
        var unscaled = new BigInteger(digits);
        // A number made of a long holds no big integer beside it: half the heap, for nearly all of them.
        return unscaled.bitLength() < Long.SIZE
                ? BigDecimal.valueOf(unscaled.longValue(), scale)
                : new BigDecimal(unscaled, scale);
    }
}
