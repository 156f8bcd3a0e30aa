package io.tallyport.domain.usage;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * What makes two events the same: 128 bits of SHA-256 over (license, source, id), and 64 bits over the payload.
 * The event time is no part of the payload: emitters stamp a retry anew.
 *
 * @param high first half of the id hash
 * @param low second half of the id hash
 * @param payload payload hash: type, subject path and values
 */
public record EventIdentity(long high, long low, long payload) {

    /** Computes identities with one digest and one scratch list. Not thread-safe: one per task. */
    public static final class Hasher {
        private final MessageDigest digest;
        private final ArrayList<String> paths = new ArrayList<>();

        public Hasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        /** The identity of an event. */
        public EventIdentity of(UsageEvent event) {
            put(event.license());
            put(event.source());
            put(event.id());
            ByteBuffer id = ByteBuffer.wrap(digest.digest());
            put(event.type());
            event.subjectPath().forEach(this::put);
            paths.clear();
            paths.addAll(event.values().keySet());
            Collections.sort(paths);
            for (String path : paths) {
                put(path);
                put(canonical(event.values().get(path)));
            }
            return new EventIdentity(
                    id.getLong(), id.getLong(), ByteBuffer.wrap(digest.digest()).getLong());
        }

        private void put(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            digest.update((byte) (utf8.length >>> 24));
            digest.update((byte) (utf8.length >>> 16));
            digest.update((byte) (utf8.length >>> 8));
            digest.update((byte) utf8.length);
            digest.update(utf8);
        }

        /** Equal numbers are equal whatever their notation: 1, 1.0 and 1.00. */
        private static String canonical(@Nullable Object value) {
            if (value == null) {
                return "z";
            }
            if (value instanceof Long number) {
                return "n" + number;
            }
            if (value instanceof BigDecimal number) {
                return "n" + number.stripTrailingZeros().toPlainString();
            }
            return value instanceof Boolean ? "b" + value : "s" + value;
        }
    }
}
