package io.tallyport.domain.metering;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which different values there were: each by 128 bits of SHA-256 while they are few, then a sketch. Immutable. A value
 * counts the same as text and as a number only if it is the same kind of value.
 */
public final class Distinct implements Detail {

    /** So many values are counted exactly. */
    public static final int EXACT = 256;

    private static final int WORDS = 2;
    private static final long[] NOTHING = {};

    /** Two words each, in ascending order; nothing once there is a sketch. */
    private final long[] members;

    private final @Nullable Sketch sketch;
    private final Sketch.Maker maker;

    private Distinct(long[] members, @Nullable Sketch sketch, Sketch.Maker maker) {
        this.members = members;
        this.sketch = sketch;
        this.maker = maker;
    }

    /** One value: text, true or false, or an exact number, of which 1 and 1.0 are the same. */
    public static Distinct of(Object value, Sketch.Maker maker) {
        String text = value instanceof BigDecimal number
                ? "n" + shortest(number)
                : (value instanceof Long ? "n" : value instanceof Boolean ? "b" : "s") + value;
        ByteBuffer hash = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
        return new Distinct(new long[] {hash.getLong(), hash.getLong()}, null, maker);
    }

    /** Those that were stored as {@link #members()}, ascending. */
    public static Distinct ofMembers(long[] members, Sketch.Maker maker) {
        return new Distinct(members, null, maker);
    }

    /** Those that were stored as a sketch. */
    public static Distinct ofSketch(Sketch sketch, Sketch.Maker maker) {
        return new Distinct(NOTHING, sketch, maker);
    }

    /** Those of both; this very object if the other brings nothing new. */
    public Distinct merge(Distinct other) {
        Sketch known = sketch;
        if (known == null && other.sketch == null) {
            long[] all = union(members, other.members);
            return all.length == members.length ? this : bounded(all);
        }
        Sketch start = known == null ? maker.empty().with(hashes(members)) : known;
        Sketch merged = other.sketch == null ? start.with(hashes(other.members)) : start.merge(other.sketch);
        return isSame(merged, known) ? this : new Distinct(NOTHING, merged, maker);
    }

    /** How many there are. */
    public long count() {
        return sketch == null ? members.length / WORDS : sketch.estimate();
    }

    /** Whether they are counted and not estimated. */
    public boolean isExact() {
        return sketch == null;
    }

    /** Two words for each value, ascending; nothing once there is a sketch. Not to be changed. */
    public long[] members() {
        return members;
    }

    /** The sketch; null while the values are few. */
    public @Nullable Sketch sketch() {
        return sketch;
    }

    private Distinct bounded(long[] all) {
        return all.length <= EXACT * WORDS
                ? new Distinct(all, null, maker)
                : new Distinct(NOTHING, maker.empty().with(hashes(all)), maker);
    }

    /** The first word of each value. */
    private static long[] hashes(long[] members) {
        long[] hashes = new long[members.length / WORDS];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = members[i * WORDS];
        }
        return hashes;
    }

    private static long[] union(long[] a, long[] b) {
        long[] all = new long[a.length + b.length];
        int length = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            int order = i == a.length ? 1 : j == b.length ? -1 : compare(a, i, b, j);
            long[] from = order <= 0 ? a : b;
            int at = order <= 0 ? i : j;
            all[length++] = from[at];
            all[length++] = from[at + 1];
            i += order <= 0 ? WORDS : 0;
            j += order >= 0 ? WORDS : 0;
        }
        return length == all.length ? all : Arrays.copyOf(all, length);
    }

    private static int compare(long[] a, int i, long[] b, int j) {
        int first = Long.compare(a[i], b[j]);
        return first != 0 ? first : Long.compare(a[i + 1], b[j + 1]);
    }

    private static String shortest(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable Sketch a, @Nullable Sketch b) {
        return a == b;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Distinct that
                && Arrays.equals(members, that.members)
                && (sketch == null
                        ? that.sketch == null
                        : that.sketch != null && Arrays.equals(sketch.bytes(), that.sketch.bytes()));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(members) + (sketch == null ? 0 : Arrays.hashCode(sketch.bytes()));
    }

    @Override
    public String toString() {
        return (isExact() ? "" : "about ") + count() + " different";
    }
}
