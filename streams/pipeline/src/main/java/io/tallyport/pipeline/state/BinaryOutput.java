package io.tallyport.pipeline.state;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes a stored value. The first byte is the value's format number, so that a later version can tell. */
final class BinaryOutput {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);

    BinaryOutput(int format) {
        bytes.write(format);
    }

    BinaryOutput text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return blob(utf8);
    }

    BinaryOutput blob(byte[] value) {
        number(value.length);
        bytes.writeBytes(value);
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
            bytes.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    BinaryOutput fixed(long value) {
        try {
            out.writeLong(value);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    BinaryOutput flag(boolean value) {
        bytes.write(value ? 1 : 0);
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
        return bytes.toByteArray();
    }
}
