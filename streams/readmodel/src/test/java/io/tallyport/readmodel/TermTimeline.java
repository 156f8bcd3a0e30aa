package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The timeline of license {@code L}, event by event, with terms. */
final class TermTimeline {

    private final List<TimelineEvent> events = new ArrayList<>();
    private String plan = "basic";
    private long version;
    private @Nullable Long expiresAtMs;
    private @Nullable Long graceUntilMs;
    private boolean trial;
    private boolean renews;

    List<TimelineEvent> events() {
        return events;
    }

    /** What follows names this plan. */
    TermTimeline plan(String id) {
        plan = id;
        return this;
    }

    /** What follows ends then. */
    TermTimeline ends(@Nullable Long expiresMs, @Nullable Long graceMs) {
        expiresAtMs = expiresMs;
        graceUntilMs = graceMs;
        return this;
    }

    /** What follows renews itself, or does not. */
    TermTimeline renews(boolean on) {
        renews = on;
        return this;
    }

    /** What follows has some term. */
    TermTimeline term(Random random) {
        Long endMs = random.nextInt(3) == 0 ? null : (Long) (long) random.nextInt(2_000);
        trial = random.nextBoolean();
        return ends(endMs, endMs == null ? null : (Long) (endMs + random.nextInt(2) * 7L))
                .renews(random.nextBoolean());
    }

    TermTimeline add(String type, String state, long atMs) {
        version++;
        return event(type, state, "", atMs);
    }

    TermTimeline refused(long atMs) {
        return event("REFUSED", version == 0 ? "" : "ACTIVE", "WRONG_STATE", atMs);
    }

    /** The answer to a command that was sent again. */
    TermTimeline again(int event) {
        events.add(events.get(event));
        return this;
    }

    /** The term that a read model has of it. */
    LicenseTerm licenseTerm() {
        var terms = new LicenseTerms();
        for (int i = events.size() - 1; i >= 0; i--) {
            terms.add(events.get(i));
        }
        return terms.term().orElseThrow();
    }

    private TermTimeline event(String type, String state, String refusal, long atMs) {
        events.add(new TimelineEvent(
                "L",
                version,
                type,
                state,
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
                100L,
                expiresAtMs,
                graceUntilMs,
                trial,
                false,
                renews,
                "",
                null,
                1,
                null,
                Map.of(),
                new Origin("license.events.v1", 0, events.size())));
        return this;
    }
}
