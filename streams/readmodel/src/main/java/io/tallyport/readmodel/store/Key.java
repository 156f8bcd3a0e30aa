package io.tallyport.readmodel.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Builds keys whose byte order is the order of their parts. No key made of whole parts is a prefix of a sibling, so a
 * prefix of parts selects exactly the keys that begin with them.
 */
public final class Key {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);

    private Key() {}

    /** A key of a table. Tables are told apart by their first byte; the letters are part of the format. */
    public static Key of(char table) {
        return new Key().letter(table);
    }

    /** A letter of the ASCII alphabet. */
    public Key letter(char letter) {
        bytes.write(letter);
        return this;
    }

    /** A text, in UTF-8 order. */
    public Key text(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.write(b);
            if (b == 0) {
                bytes.write(0xFF);
            }
        }
        bytes.write(0);
        bytes.write(1);
        return this;
    }

    /** A number, smallest first. */
    public Key number(long number) {
        bytes.writeBytes(
                ByteBuffer.allocate(Long.BYTES).putLong(number ^ Long.MIN_VALUE).array());
        return this;
    }

    /** A number, largest first. */
    public Key largestFirst(long number) {
        return number(~number);
    }

    /** Bytes as they are; the last part of a key. */
    public Key rest(byte[] rest) {
        bytes.writeBytes(rest);
        return this;
    }

    /** The key. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
