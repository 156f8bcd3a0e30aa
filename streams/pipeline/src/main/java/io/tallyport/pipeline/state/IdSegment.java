package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.Seen;
import java.util.Arrays;

/**
 * One part of the id table: open addressing, 26 bytes a slot, filled to between 60 and 75 percent, so an id costs 35 to
 * 44 bytes. An id whose day has passed is absent at once, for every look-up names the first day that counts; its slot
 * is used again when the segment grows or is swept.
 */
final class IdSegment {

    /** Day of ids that were counted before any tick was read: the few of them are never forgotten. */
    static final int UNKNOWN_DAY = 0;

    private static final int WORDS = 3;
    private static final int FIRST_SLOTS = 8;
    private static final char FREE = Character.MAX_VALUE;
    private static final int HEADER_BYTES = 16;

    private long[] words = new long[WORDS * FIRST_SLOTS];
    private char[] days = freeDays(FIRST_SLOTS);
    private int used;

    /** What is known of an identity, leaving out what was counted before {@code firstDay}. */
    Seen lookUp(long high, long low, long payload, int firstDay) {
        int slot = slotOf(high, low);
        if (days[slot] == FREE || isPast(days[slot], firstDay)) {
            return Seen.NEW;
        }
        return words[WORDS * slot + 2] == payload ? Seen.SAME_PAYLOAD : Seen.OTHER_PAYLOAD;
    }

    /** Takes an id that was counted on a day from {@link #UNKNOWN_DAY} on; what was known of it before gives way. */
    void put(long high, long low, long payload, int day, int firstDay) {
        if (4 * (used + 1) > 3 * days.length) {
            rebuild(firstDay);
        }
        place(high, low, payload, (char) Math.min(day, FREE - 1));
    }

    /** Gives the room of ids before {@code firstDay} back. */
    void sweep(int firstDay) {
        for (char day : days) {
            if (day != FREE && isPast(day, firstDay)) {
                rebuild(firstDay);
                return;
            }
        }
    }

    /** Ids held, those included that are past and not swept yet. */
    int size() {
        return used;
    }

    /** Heap that the arrays take, with their headers. */
    long bytes() {
        return 2L * HEADER_BYTES + (long) Long.BYTES * words.length + (long) Character.BYTES * days.length;
    }

    static boolean isPast(int day, int firstDay) {
        return day < firstDay && day != UNKNOWN_DAY;
    }

    private void place(long high, long low, long payload, char day) {
        int slot = slotOf(high, low);
        if (days[slot] == FREE) {
            used++;
        }
        words[WORDS * slot] = high;
        words[WORDS * slot + 1] = low;
        words[WORDS * slot + 2] = payload;
        days[slot] = day;
    }

    /** The slot of an id, or the free one where it belongs. The hash is uniform, so its bits say where to begin. */
    private int slotOf(long high, long low) {
        int slots = days.length;
        int slot = (int) ((low >>> 33) * slots >>> 31);
        while (days[slot] != FREE && (words[WORDS * slot + 1] != low || words[WORDS * slot] != high)) {
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return slot;
    }

    /** Leaves out what is past, and makes the rest fill 60 percent: a step small enough to take while events wait. */
    private void rebuild(int firstDay) {
        int kept = 0;
        for (char day : days) {
            kept += day != FREE && !isPast(day, firstDay) ? 1 : 0;
        }
        long[] oldWords = words;
        char[] oldDays = days;
        int slots = Math.max(FIRST_SLOTS, (int) ((kept + 1L) * 5 / 3 + 1));
        words = new long[WORDS * slots];
        days = freeDays(slots);
        used = 0;
        for (int i = 0; i < oldDays.length; i++) {
            if (oldDays[i] != FREE && !isPast(oldDays[i], firstDay)) {
                place(oldWords[WORDS * i], oldWords[WORDS * i + 1], oldWords[WORDS * i + 2], oldDays[i]);
            }
        }
    }

    private static char[] freeDays(int slots) {
        char[] free = new char[slots];
        Arrays.fill(free, FREE);
        return free;
    }
}
