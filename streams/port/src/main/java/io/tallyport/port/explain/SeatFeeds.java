package io.tallyport.port.explain;

import io.tallyport.domain.catalog.SeatMeters;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.port.explain.SeatFeed.Cause;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.TimelineEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds the timeline of a license into what fed a meter of seats in a period: its assignments, the beginnings of its days
 * and periods, its changes of plan, and that it came back. Not thread-safe.
 */
final class SeatFeeds {

    private static final String ASSIGNED = "SEAT_ASSIGNED";
    private static final String RELEASED = "SEAT_RELEASED";
    private static final String MEMBER = "member";

    private final UsageQuestion question;
    private final boolean held;
    private final UsageCalendar calendar;
    private final long endMs;
    private final List<SeatFeed> feeds = new ArrayList<>();
    private final Set<String> members = new HashSet<>();
    /** Who had a seat on the day that began then. */
    private final Set<String> today = new HashSet<>();

    /** Where parts of periods begin, as far as they are known. */
    private final TreeSet<Long> parts = new TreeSet<>();

    private long version;
    /** Whether the license has ended: nothing is counted until it comes back. */
    private boolean over;

    private long todayFromMs = Long.MIN_VALUE;
    /** All days and periods that begin up to here have begun. */
    private long nowMs = Long.MIN_VALUE;

    private SeatFeeds(UsageQuestion question, LicenseTerm term) {
        this.question = question;
        this.held = question.meter().equals(SeatMeters.HELD.id());
        this.calendar = term.calendar();
        this.endMs = term.endMs();
    }

    /**
     * What fed the meter in the period, by its time.
     *
     * @param timeline the license's, from its beginning on
     * @param untilMs how far time has come, ms since the epoch
     */
    static List<SeatFeed> of(UsageQuestion question, LicenseTerm term, List<TimelineEvent> timeline, long untilMs) {
        var fold = new SeatFeeds(question, term);
        timeline.stream().filter(event -> event.refusal().isEmpty()).forEach(fold::takeOnce);
        fold.goOnTo(Math.min(untilMs, question.toMs() - 1));
        return fold.feeds.stream()
                .sorted(Comparator.comparingLong(SeatFeed::timeMs))
                .toList();
    }

    /** The answer to a command that was sent again stands there again, and says nothing new. */
    private void takeOnce(TimelineEvent event) {
        if (event.version() > version) {
            version = event.version();
            take(event);
        }
    }

    private void take(TimelineEvent event) {
        if (event.isOver() && !over) {
            goOnTo(event.lastMs());
        }
        boolean isBack = over && !event.isOver();
        over = event.isOver();
        if (isBack) {
            comeBack(event);
        }
        String member = event.attributes().getOrDefault(MEMBER, "");
        switch (event.type()) {
            case ASSIGNED -> {
                goOnTo(event.atMs());
                assign(member, event);
            }
            case RELEASED -> {
                goOnTo(event.atMs());
                members.remove(member);
            }
            // The instant from which it holds may lie ahead of what was decided next, so time does not go on to it.
            case PlanPart.PLAN_CHANGED -> {
                parts.add(event.atMs());
                feedAssigned(Cause.PLAN_CHANGED, event.atMs(), "", event.at());
            }
            default -> {}
        }
    }

    private void assign(String member, TimelineEvent event) {
        beginDayOf(event.atMs());
        members.add(member);
        feedAssigned(Cause.SEAT_ASSIGNED, event.atMs(), member, event.at());
        if (today.add(member)) {
            feedHeld(Cause.SEAT_ASSIGNED, event.atMs(), 1, member, event.at());
        }
    }

    /** As when a day begins, but for those who were counted on that day. */
    private void comeBack(TimelineEvent event) {
        nowMs = Math.max(nowMs, event.atMs());
        beginDayOf(event.atMs());
        feedAssigned(Cause.CAME_BACK, event.atMs(), "", event.at());
        long uncounted = members.stream().filter(today::add).count();
        if (uncounted > 0) {
            feedHeld(Cause.CAME_BACK, event.atMs(), uncounted, "", event.at());
        }
    }

    private void beginDayOf(long timeMs) {
        long day = calendar.fromMs(Window.DAY, timeMs);
        if (day != todayFromMs) {
            todayFromMs = day;
            today.clear();
        }
    }

    /** Days and periods that begin while nobody has a seat, or the license is over, feed nothing. */
    private void goOnTo(long timeMs) {
        long lastMs = Math.min(timeMs, endMs);
        while (!members.isEmpty() && !over) {
            long day = calendar.toMs(Window.DAY, calendar.fromMs(Window.DAY, nowMs));
            long month = calendar.toMs(Window.MONTH, calendar.fromMs(Window.MONTH, nowMs));
            long next = Math.min(day, month);
            if (next > lastMs) {
                break;
            }
            feedAssigned(next == day ? Cause.DAY : Cause.MONTH, next, "", null);
            if (next == day) {
                todayFromMs = day;
                today.clear();
                today.addAll(members);
                feedHeld(Cause.DAY, day, members.size(), "", null);
            }
            nowMs = next;
        }
        nowMs = Math.max(nowMs, timeMs);
    }

    private void feedAssigned(Cause cause, long timeMs, String member, @Nullable Origin at) {
        if (!held && !members.isEmpty()) {
            feed(new SeatFeed(cause, timeMs, partFromMs(timeMs), members.size(), member, at));
        }
    }

    private void feedHeld(Cause cause, long timeMs, long value, String member, @Nullable Origin at) {
        if (held) {
            feed(new SeatFeed(cause, timeMs, partFromMs(timeMs), value, member, at));
        }
    }

    private long partFromMs(long timeMs) {
        Long latest = parts.floor(timeMs);
        return latest == null ? question.fromMs() : Math.max(question.fromMs(), latest);
    }

    private void feed(SeatFeed feed) {
        if (feed.timeMs() >= question.fromMs() && feed.timeMs() < question.toMs()) {
            feeds.add(feed);
        }
    }
}
