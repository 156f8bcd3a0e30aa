package io.tallyport.port.explain;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.TimelineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The timeline of license {@code L}, event by event. */
final class SeatTimeline {

    final List<TimelineEvent> events = new ArrayList<>();
    private long version;
    private String now = "ACTIVE";

    static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    /** A license that was issued at the beginning of 2026, in a time zone. */
    static LicenseTerm term(String timeZone, @Nullable Long anchorMs, long endMs) {
        return new LicenseTerm("L", "c", timeZone, anchorMs, at("2026-01-01T00:00:00Z"), endMs);
    }

    SeatTimeline assigned(String member, long atMs) {
        return event("SEAT_ASSIGNED", atMs, "", Map.of("member", member), "");
    }

    SeatTimeline released(String member, long atMs) {
        return event("SEAT_RELEASED", atMs, "", Map.of("member", member), "");
    }

    SeatTimeline plan(String plan, long atMs) {
        return event(PlanPart.PLAN_CHANGED, atMs, plan, Map.of(), "");
    }

    /** The answer to a command that was sent again. */
    SeatTimeline again(int event) {
        events.add(events.get(event));
        return this;
    }

    SeatTimeline refused(String member, long atMs) {
        return event("REFUSED", atMs, "", Map.of("member", member), "SEATS_TAKEN");
    }

    /** The license ended, or came back, or is suspended, as of a build that says terms. */
    SeatTimeline state(String type, String state, long atMs) {
        now = state;
        return event(type, atMs, "", Map.of(), "");
    }

    private SeatTimeline event(String type, long atMs, String plan, Map<String, String> attributes, String refusal) {
        events.add(new TimelineEvent(
                "L",
                refusal.isEmpty() ? ++version : version,
                type,
                now,
                "",
                "",
                "",
                refusal,
                "",
                "",
                atMs,
                "p",
                plan,
                "c",
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                "",
                null,
                1,
                null,
                attributes,
                new Origin("license.events.v1", 0, events.size())));
        return this;
    }
}
