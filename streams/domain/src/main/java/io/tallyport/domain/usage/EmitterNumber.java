package io.tallyport.domain.usage;

import java.util.regex.Pattern;

/**
 * The numbers that our own emitters give their events: 0, 1, 2 and on within an epoch (the life of one emitter), a source and
 * a partition, written into the id as well. An event whose id says its number is identified by source and number alone,
 * which can be kept in constant space: a number that comes again is a duplicate, whatever it carries. An emitter never
 * gives one twice.
 */
public final class EmitterNumber {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{1,16}\\.[0-9]{1,10}\\.[0-9]{1,19}");
    private static final int HEX_BITS = 4;
    private static final int NO_MATCH = -1;

    /** The id of a numbered event: epoch in hexadecimal, partition and sequence, with points between them. */
    public static String id(long epoch, int partition, long sequence) {
        return Long.toHexString(epoch) + "." + partition + "." + sequence;
    }

    /** Whether an id has the form of a number, of whatever emitter and partition. */
    public static boolean hasForm(String id) {
        return FORM.matcher(id).matches();
    }

    /**
     * Whether the id of an event that lies in a partition says its epoch and sequence. Not of a backfill: what it brings is none of
     * an emitter's row.
     */
    public static boolean isIdOf(UsageEvent event, int partition) {
        if (event.isBackfilled()) {
            return false;
        }
        // There must be a number after each: none follows the last long.
        if (event.epoch() <= 0 || event.sequence() < 0 || event.sequence() == Long.MAX_VALUE) {
            return false;
        }
        String id = event.id();
        int at = pointBefore(id, decimalBefore(id, id.length(), event.sequence()));
        at = pointBefore(id, decimalBefore(id, at, partition));
        return hexadecimalBefore(id, at, event.epoch()) == 0;
    }

    /** Where the digits of a number begin that end before a place. */
    private static int decimalBefore(String text, int end, long number) {
        int at = end;
        long rest = number;
        do {
            if (at <= 0 || text.charAt(at - 1) != '0' + rest % 10) {
                return NO_MATCH;
            }
            at--;
            rest /= 10;
        } while (rest != 0);
        return at;
    }

    private static int hexadecimalBefore(String text, int end, long number) {
        int at = end;
        long rest = number;
        do {
            if (at <= 0 || text.charAt(at - 1) != Character.forDigit((int) (rest & 0xF), 16)) {
                return NO_MATCH;
            }
            at--;
            rest >>>= HEX_BITS;
        } while (rest != 0);
        return at;
    }

    private static int pointBefore(String text, int end) {
        return end > 0 && text.charAt(end - 1) == '.' ? end - 1 : NO_MATCH;
    }

    private EmitterNumber() {}
}
