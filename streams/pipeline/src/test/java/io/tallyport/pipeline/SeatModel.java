package io.tallyport.pipeline;

import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.wire.LicenseEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who had a seat from when to when, and what follows from it: the plainest way to say what seats come to. */
final class SeatModel {

    /** From the assignment to the release, or to the end; both included. */
    private record Stay(String member, long fromMs, long toMs) {}

    private final UsageCalendar calendar;
    private final Map<String, Long> open = new HashMap<>();
    private final List<Stay> stays = new ArrayList<>();
    private final Set<Long> parts = new HashSet<>();

    SeatModel(UsageCalendar calendar) {
        this.calendar = calendar;
    }

    /** Takes what became of a command. */
    void take(LicenseEventV1 answer) {
        String member = answer.getAttributes().getOrDefault("member", "");
        if (answer.getType().equals("SEAT_ASSIGNED")) {
            open.put(member, answer.getAtMs());
        } else if (answer.getType().equals("SEAT_RELEASED")) {
            stays.add(new Stay(member, java.util.Objects.requireNonNull(open.remove(member)), answer.getAtMs()));
        }
    }

    /** A plan may have changed then. */
    void parted(long atMs) {
        parts.add(atMs);
    }

    /** Who has a seat has it until then. */
    void end(long atMs) {
        open.forEach((member, fromMs) -> stays.add(new Stay(member, fromMs, atMs)));
        open.clear();
    }

    /** On how many days how many members had a seat: each day is of the instant at which the member first had it on that day. */
    long held(long fromMs, long toMs) {
        var days = new HashSet<String>();
        var before = new HashSet<String>();
        for (Stay stay : stays) {
            for (long day = calendar.fromMs(Window.DAY, stay.fromMs);
                    day <= stay.toMs;
                    day = calendar.toMs(Window.DAY, day)) {
                long first = Math.max(day, stay.fromMs);
                String name = stay.member + " " + day;
                if (first < fromMs) {
                    before.add(name);
                } else if (first < toMs) {
                    days.add(name);
                }
            }
        }
        days.removeAll(before);
        return days.size();
    }

    /** The most seats that were assigned at once. */
    long most(long fromMs, long toMs) {
        long most = at(fromMs, parts.contains(fromMs));
        for (Stay stay : stays) {
            if (stay.fromMs >= fromMs && stay.fromMs < toMs) {
                most = Math.max(most, at(stay.fromMs, true));
            }
        }
        return most;
    }

    /**
     * How many seats are assigned at an instant.
     *
     * @param after after what happens then; else before it, as a day begins
     */
    private long at(long atMs, boolean after) {
        return stays.stream()
                .filter(stay ->
                        after ? stay.fromMs <= atMs && stay.toMs > atMs : stay.fromMs < atMs && stay.toMs >= atMs)
                .count();
    }
}
