package io.tallyport.domain.usage;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
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

    /** Computes identities with one digest and one scratch buffer. Not thread-safe: one per task. */
    public static final class Hasher {
        private static final int MOST_PLAIN_DIGITS = 1_000;

        private final MessageDigest digest;
        private byte[] scratch = new byte[512];
        private int length;

        public Hasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        /** The identity of an event. */
        public EventIdentity of(UsageEvent event) {
            length = 0;
            put(event.license());
            put(event.source());
            put(event.id());
            ByteBuffer id = hash();
            put(event.type());
            for (String part : event.subjectPath()) {
                put(part);
            }
            String[] paths = event.values().keySet().toArray(new String[0]);
            Arrays.sort(paths);
            for (String path : paths) {
                put(path);
                put(canonical(event.values().get(path)));
            }
            return new EventIdentity(id.getLong(), id.getLong(), hash().getLong());
        }

        /** The identity of an event whose id says its number ({@link EmitterNumber}): neither license nor payload matter. */
        public EventIdentity ofNumber(UsageEvent event) {
            length = 0;
            put("");
            put(event.source());
            put(event.id());
            ByteBuffer id = hash();
            return new EventIdentity(id.getLong(), id.getLong(), 0);
        }

        /**
         * The identity of a correction of an event; its payload is the command that asked for it.
         *
         * @param number how many corrections of the event there were before
         */
        public EventIdentity ofCorrection(UsageEvent event, int number, String commandId) {
            return mark("correction", event, number, commandId);
        }

        /** What tells that the correction of that number put another event in its place. */
        public EventIdentity ofAmendment(UsageEvent event, int number) {
            return mark("amendment", event, number, "");
        }

        /** No event has an identity of five texts. */
        private EventIdentity mark(String kind, UsageEvent event, int number, String commandId) {
            length = 0;
            put(kind);
            put(event.license());
            put(event.source());
            put(event.id());
            put(Integer.toString(number));
            ByteBuffer id = hash();
            put(commandId);
            return new EventIdentity(id.getLong(), id.getLong(), hash().getLong());
        }

        /** The digest is fed once per hash: it costs as much per call as per block. */
        private ByteBuffer hash() {
            digest.update(scratch, 0, length);
            length = 0;
            return ByteBuffer.wrap(digest.digest());
        }

        /** Text with its length before it, so that no two lists of texts look alike. */
        private void put(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int end = length + Integer.BYTES + utf8.length;
            if (end > scratch.length) {
                scratch = Arrays.copyOf(scratch, Math.max(end, 2 * scratch.length));
            }
            scratch[length++] = (byte) (utf8.length >>> 24);
            scratch[length++] = (byte) (utf8.length >>> 16);
            scratch[length++] = (byte) (utf8.length >>> 8);
            scratch[length++] = (byte) utf8.length;
            System.arraycopy(utf8, 0, scratch, length, utf8.length);
            length = end;
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
                if (number.scale() >= 0
                        && number.scale() <= MOST_PLAIN_DIGITS
                        && number.precision() <= MOST_PLAIN_DIGITS) {
                    return "n" + withoutTrailingZeros(number.toPlainString());
                }
                BigDecimal shortest = number.stripTrailingZeros();
                // Written out, 1E999999999 would be a billion digits; a record of some bytes must not cost that.
                boolean isWritable = Math.abs((long) shortest.scale()) <= MOST_PLAIN_DIGITS;
                return "n" + (isWritable ? shortest.toPlainString() : shortest.toString());
            }
            return value instanceof Boolean ? "b" + value : "s" + value;
        }

        /** The same text as that of {@code stripTrailingZeros}, without its divisions. */
        private static String withoutTrailingZeros(String plain) {
            if (plain.indexOf('.') < 0) {
                return plain;
            }
            int end = plain.length();
            while (plain.charAt(end - 1) == '0') {
                end--;
            }
            return plain.substring(0, plain.charAt(end - 1) == '.' ? end - 1 : end);
        }
    }
}
