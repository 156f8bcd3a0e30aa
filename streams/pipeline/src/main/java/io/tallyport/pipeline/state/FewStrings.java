package io.tallyport.pipeline.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strings that come again and again, by their UTF-8 bytes: the same bytes give the same object, whose hash is known. A
 * bounded table in which the latest wins, so that a flood of different ones costs no more than making each anew. Not
 * thread-safe.
 */
public final class FewStrings {

    private static final int SLOTS = 256;
    private static final int LONGEST = 64;

    private final byte[] @Nullable [] bytes = new byte[SLOTS][];
    private final String[] strings = new String[SLOTS];

    /** The string of some bytes within an array. */
    public String of(byte[] in, int from, int length) {
        if (length > LONGEST) {
            return new String(in, from, length, StandardCharsets.UTF_8);
        }
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + in[i];
        }
        int slot = (hash ^ hash >>> 8 ^ hash >>> 16) & SLOTS - 1;
        byte[] known = bytes[slot];
        if (known == null || !Arrays.equals(known, 0, known.length, in, from, from + length)) {
            bytes[slot] = Arrays.copyOfRange(in, from, from + length);
            strings[slot] = new String(in, from, length, StandardCharsets.UTF_8);
        }
        return strings[slot];
    }
}
