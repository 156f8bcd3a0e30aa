package io.tallyport.readmodel.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds keys whose byte order is the order of their parts. No key made of whole parts is a prefix of a sibling, so a
 * prefix of parts selects exactly the keys that begin with them.
 */
public final class Key {

    private byte[] bytes = new byte[64];
    private int length;

    private Key() {}

    /** A key of a table. Tables are told apart by their first byte; the letters are part of the format. */
    public static Key of(char table) {
        return new Key().letter(table);
    }

    /** A letter of the ASCII alphabet. */
    public Key letter(char letter) {
        add((byte) letter);
        return this;
    }

    /** A text, in UTF-8 order. */
    public Key text(String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            add(b);
            if (b == 0) {
                add((byte) 0xFF);
            }
        }
        add((byte) 0);
        add((byte) 1);
        return this;
    }

    /** A number, smallest first. */
    public Key number(long number) {
        long ordered = number ^ Long.MIN_VALUE;
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            add((byte) (ordered >>> shift));
        }
        return this;
    }

    /** A number, largest first. */
    public Key largestFirst(long number) {
        return number(~number);
    }

    /** Bytes as they are; the last part of a key. */
    public Key rest(byte[] rest) {
        for (byte b : rest) {
            add(b);
        }
        return this;
    }

    /** The key. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void add(byte b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = b;
    }
}
