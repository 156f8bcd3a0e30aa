package io.tallyport.readmodel.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes a key of {@link Key} apart, part by part, in the order in which they were added. */
public final class KeyReader {

    private final byte[] key;
    private int position;

    public KeyReader(byte[] key) {
        this.key = key;
    }

    /** The next letter. */
    public char letter() {
        return (char) key[position++];
    }

    /** The next text. */
    public String text() {
        var text = new byte[key.length - position];
        int length = 0;
        while (true) {
            byte b = key[position++];
            if (b == 0 && key[position++] == 1) {
                return new String(text, 0, length, StandardCharsets.UTF_8);
            }
            text[length++] = b;
        }
    }

    /** The next number, written by {@link Key#number}. */
    public long number() {
        long number = ByteBuffer.wrap(key, position, Long.BYTES).getLong() ^ Long.MIN_VALUE;
        position += Long.BYTES;
        return number;
    }

    /** The next number, written by {@link Key#largestFirst}. */
    public long largestFirst() {
        return ~number();
    }

    /** What is left. */
    public byte[] rest() {
        return Arrays.copyOfRange(key, position, key.length);
    }
}
