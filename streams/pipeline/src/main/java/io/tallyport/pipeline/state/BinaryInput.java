package io.tallyport.pipeline.state;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a stored value; a newer format or a damaged value is an error that names the store, never a silent reset. */
final class BinaryInput {

    private final String store;
    private final ByteBuffer in;
    private final int format;
    private final @Nullable CommonParts common;

    BinaryInput(String store, byte[] bytes, int newestFormat) {
        this(store, bytes, newestFormat, null);
    }

    /** The same of a value that has parts in common with many others. */
    BinaryInput(String store, byte[] bytes, int newestFormat, @Nullable CommonParts common) {
        this.store = store;
        this.common = common;
        this.in = ByteBuffer.wrap(bytes);
        this.format = bytes.length == 0 ? -1 : in.get();
        if (format < 1 || format > newestFormat) {
            throw new StoredValueException(
                    store, "holds a value of format " + format + ", this version reads 1 to " + newestFormat);
        }
    }

    int format() {
        return format;
    }

    /** A text of which there are few in all licenses together, such as a meter's id: one string for all of them. */
    String name() {
        return text().intern();
    }

    String text() {
        if (common == null) {
            return new String(blob(), StandardCharsets.UTF_8);
        }
        int length = lengthOfNext();
        String text = common.strings().of(in.array(), in.position(), length);
        in.position(in.position() + length);
        return text;
    }

    /** An immutable part that is the same in many values ({@link CommonParts#read}). */
    <T> T common(String kind, Function<BinaryInput, T> reader) {
        return common == null ? reader.apply(this) : common.read(this, kind, reader);
    }

    byte[] blob() {
        return read(in -> {
            byte[] value = new byte[(int) number()];
            in.get(value);
            return value;
        });
    }

    /** Passes over a blob or text. */
    void skipBlob() {
        int length = lengthOfNext();
        in.position(in.position() + length);
    }

    private int lengthOfNext() {
        long length = number();
        if (length < 0 || length > in.remaining()) {
            throw new StoredValueException(store, "holds a truncated value");
        }
        return (int) length;
    }

    int position() {
        return in.position();
    }

    /** What was read from a position on. */
    byte[] since(int from) {
        return Arrays.copyOfRange(in.array(), from, in.position());
    }

    /** Passes over bytes if they are what comes next. */
    boolean skipIfNext(byte[] expected) {
        int from = in.position();
        if (expected.length > in.remaining()
                || !Arrays.equals(in.array(), from, from + expected.length, expected, 0, expected.length)) {
            return false;
        }
        in.position(from + expected.length);
        return true;
    }

    /** Passes over a decimal. */
    void skipDecimal() {
        number();
        skipBlob();
    }

    BigDecimal decimal() {
        int scale = (int) number();
        var digits = new BigInteger(blob());
        // A number made of a long holds no big integer beside it: half the heap, for nearly all of them.
        return digits.bitLength() < Long.SIZE
                ? BigDecimal.valueOf(digits.longValue(), scale)
                : new BigDecimal(digits, scale);
    }

    long number() {
        return read(in -> {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
            throw new StoredValueException(store, "holds a damaged number");
        });
    }

    long fixed() {
        return read(ByteBuffer::getLong);
    }

    boolean flag() {
        return read(ByteBuffer::get) != 0;
    }

    <T> @Nullable T optional(Function<BinaryInput, T> reader) {
        return flag() ? reader.apply(this) : null;
    }

    <T> List<T> list(Function<BinaryInput, T> reader) {
        int size = (int) number();
        var values = new ArrayList<T>(Math.min(size, 1024));
        for (int i = 0; i < size; i++) {
            values.add(reader.apply(this));
        }
        return values;
    }

    /** An error that names the store. */
    StoredValueException damaged(String what) {
        return new StoredValueException(store, "holds " + what);
    }

    boolean hasMore() {
        return in.hasRemaining();
    }

    private <T> T read(Function<ByteBuffer, T> reader) {
        try {
            return reader.apply(in);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new StoredValueException(store, "holds a truncated value", e);
        }
    }
}
