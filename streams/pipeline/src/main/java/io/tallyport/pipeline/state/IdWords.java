package io.tallyport.pipeline.state;

import java.util.Arrays;

/** A growing list of ids, three words each, without an object per id. */
final class IdWords {

    private static final int WORDS = 3;

    private long[] words = new long[WORDS * 64];
    private int size;

    void add(long high, long low, long payload) {
        makeRoom(1);
        int at = WORDS * size++;
        words[at] = high;
        words[at + 1] = low;
        words[at + 2] = payload;
    }

    /** Appends ids {@code from} to {@code to} (exclusive) of another list. */
    void addAll(IdWords other, int from, int to) {
        makeRoom(to - from);
        System.arraycopy(other.words, WORDS * from, words, WORDS * size, WORDS * (to - from));
        size += to - from;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Ids {@code from} to {@code to} (exclusive) as a stored value of the given format. */
    byte[] encode(int from, int to, int format) {
        var out = new BinaryOutput(format, 1 + Long.BYTES * WORDS * (to - from));
        for (int i = WORDS * from; i < WORDS * to; i++) {
            out.fixed(words[i]);
        }
        return out.toBytes();
    }

    private void makeRoom(int more) {
        int needed = WORDS * (size + more);
        if (needed > words.length) {
            words = Arrays.copyOf(words, Math.max(needed, 2 * words.length));
        }
    }
}
