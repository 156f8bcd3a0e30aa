package io.tallyport.domain.license;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who has the named seats of a license, and what time makes of it: each day and each period begins with the seats that are
 * assigned then, whether or not anything happens.
 *
 * @param members who has a seat, in order
 * @param countedMs every day and period that began by then is counted
 * @param releasedToday who had a seat on the day of {@code countedMs} and has none now, in order: the day was counted for them
 */
public record Seats(List<String> members, long countedMs, List<String> releasedToday) {

    /** Of so many members a day is counted at most. */
    public static final int MOST_A_DAY = 2_000;

    /** Nobody had one yet. */
    public static final Seats NONE = new Seats(List.of(), Long.MIN_VALUE, List.of());

    public Seats {
        members = List.copyOf(members);
        releasedToday = List.copyOf(releasedToday);
    }

    /**
     * Something to count.
     *
     * @param atMs when it is
     * @param assigned how many seats are assigned then
     * @param held how many seat-days begin then
     */
    public record Count(long atMs, int assigned, int held) {}

    /**
     * The result.
     *
     * @param next the seats after it
     * @param counts what there is to count, in order
     */
    public record Outcome(Seats next, List<Count> counts) {}

    /** Whether a member has a seat. */
    public boolean has(String member) {
        return Collections.binarySearch(members, member) >= 0;
    }

    /** Counts the days and periods that began up to an instant. */
    public Outcome until(UsageCalendar calendar, long untilMs) {
        if (members.isEmpty() || nextMs(calendar) > untilMs) {
            return new Outcome(this, List.of());
        }
        var counts = new ArrayList<Count>();
        Seats now = this;
        for (long atMs = nextMs(calendar); atMs <= untilMs; atMs = now.nextMs(calendar)) {
            boolean isDay = calendar.fromMs(Window.DAY, atMs) == atMs;
            counts.add(new Count(atMs, members.size(), isDay ? members.size() : 0));
            now = new Seats(members, atMs, isDay ? List.of() : now.releasedToday);
        }
        return new Outcome(now, counts);
    }

    /** When the next day or period begins that is to be counted; {@link Long#MAX_VALUE} while nobody has a seat. */
    public long nextMs(UsageCalendar calendar) {
        if (members.isEmpty()) {
            return Long.MAX_VALUE;
        }
        return Math.min(end(calendar, Window.DAY), end(calendar, Window.MONTH));
    }

    private long end(UsageCalendar calendar, Window window) {
        return calendar.toMs(window, calendar.fromMs(window, countedMs));
    }

    /**
     * Gives somebody a seat who has none. Days that began before must be counted.
     *
     * @param nowMs tick time
     */
    public Outcome assign(String member, UsageCalendar calendar, long nowMs) {
        List<String> released = releasedOnDayOf(calendar, nowMs);
        boolean counted = Collections.binarySearch(released, member) >= 0;
        var next = new Seats(
                with(members, member), Math.max(countedMs, nowMs), counted ? without(released, member) : released);
        return new Outcome(next, List.of(new Count(nowMs, next.members.size(), counted ? 0 : 1)));
    }

    /** Goes on counting at an instant, after a time of which nothing is counted. */
    public Outcome resumed(UsageCalendar calendar, long nowMs) {
        if (members.isEmpty()) {
            return new Outcome(this, List.of());
        }
        boolean counted = isOnDayOf(calendar, nowMs);
        return new Outcome(
                new Seats(members, nowMs, counted ? releasedToday : List.of()),
                List.of(new Count(nowMs, members.size(), counted ? 0 : members.size())));
    }

    /** Takes the seat of somebody back who has one. Days that began before must be counted. */
    public Seats release(String member, UsageCalendar calendar, long nowMs) {
        return new Seats(
                without(members, member), Math.max(countedMs, nowMs), with(releasedOnDayOf(calendar, nowMs), member));
    }

    /** Whether one more member fits into a day: all who had a seat on it are kept in one value. */
    public boolean hasRoomFor(String member, UsageCalendar calendar, long nowMs) {
        List<String> released = releasedOnDayOf(calendar, nowMs);
        return members.size() + released.size() < MOST_A_DAY || Collections.binarySearch(released, member) >= 0;
    }

    /** While nobody had a seat, days began of which nothing was to be counted. */
    private List<String> releasedOnDayOf(UsageCalendar calendar, long nowMs) {
        return isOnDayOf(calendar, nowMs) ? releasedToday : List.of();
    }

    /** Whether an instant is on the day up to which seats are counted. */
    private boolean isOnDayOf(UsageCalendar calendar, long nowMs) {
        return countedMs != Long.MIN_VALUE
                && calendar.fromMs(Window.DAY, countedMs) == calendar.fromMs(Window.DAY, nowMs);
    }

    private static List<String> with(List<String> names, String name) {
        var next = new ArrayList<>(names);
        next.add(-Collections.binarySearch(names, name) - 1, name);
        return next;
    }

    private static List<String> without(List<String> names, String name) {
        var next = new ArrayList<>(names);
        next.remove(name);
        return next;
    }
}
