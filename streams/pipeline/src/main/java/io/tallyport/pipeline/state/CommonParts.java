package io.tallyport.pipeline.state;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stored values of many licenses have in common: the short texts in them, and whole parts, such as the features of a
 * plan. The same bytes give the same object, read once and kept once. Bounded tables in which the latest wins. Not
 * thread-safe.
 */
final class CommonParts {

    private static final int SLOTS = 64;
    private static final int LONGEST = 2_048;

    private final FewStrings strings = new FewStrings();
    private final String[] kinds = new String[SLOTS];
    private final byte[] @Nullable [] bytes = new byte[SLOTS][];
    private final Object[] parts = new Object[SLOTS];

    FewStrings strings() {
        return strings;
    }

    /**
     * An immutable part that may have been read before.
     *
     * @param kind what is read in this way, and whatever tells its usual values apart
     */
    @SuppressWarnings("unchecked") // a slot holds what the reader of its kind has read
    <T> T read(BinaryInput in, String kind, Function<BinaryInput, T> reader) {
        int hash = kind.hashCode();
        int slot = (hash ^ hash >>> 8 ^ hash >>> 16) & SLOTS - 1;
        byte[] known = bytes[slot];
        // Parts of another kind may be of the same bytes.
        if (known != null && kinds[slot].equals(kind) && in.skipIfNext(known)) {
            return (T) parts[slot];
        }
        int from = in.position();
        T part = reader.apply(in);
        if (in.position() - from <= LONGEST) {
            kinds[slot] = kind;
            bytes[slot] = in.since(from);
            parts[slot] = part;
        }
        return part;
    }
}
