package io.tallyport.pipeline.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes a stored value. The first byte is the value's format number, so that a later version can tell. */
final class BinaryOutput {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int length;

    BinaryOutput(int format) {
        this(format, 256);
    }

    /** For a value whose length is known, or nearly so. */
    BinaryOutput(int format, int expectedBytes) {
        bytes = new byte[expectedBytes];
        put(format);
    }

    BinaryOutput text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return blob(utf8);
    }

    BinaryOutput blob(byte[] value) {
        number(value.length);
        makeRoom(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    BinaryOutput decimal(BigDecimal value) {
        number(value.scale());
        return blob(value.unscaledValue().toByteArray());
    }

    /** A whole number in as few bytes as it needs (zigzag, base 128). */
    BinaryOutput number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
        return this;
    }

    BinaryOutput fixed(long value) {
        makeRoom(Long.BYTES);
        LONGS.set(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    BinaryOutput flag(boolean value) {
        put(value ? 1 : 0);
        return this;
    }

    <T> BinaryOutput optional(@Nullable T value, BiConsumer<BinaryOutput, T> writer) {
        flag(value != null);
        if (value != null) {
            writer.accept(this, value);
        }
        return this;
    }

    <T> BinaryOutput list(Collection<T> values, BiConsumer<BinaryOutput, T> writer) {
        number(values.size());
        values.forEach(value -> writer.accept(this, value));
        return this;
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void put(int value) {
        makeRoom(1);
        bytes[length++] = (byte) value;
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
