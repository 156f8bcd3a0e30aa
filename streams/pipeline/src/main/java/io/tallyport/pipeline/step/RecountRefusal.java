package io.tallyport.pipeline.step;

import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.pipeline.state.PendingRecount;
import io.tallyport.pipeline.state.Recounts;
import io.tallyport.pipeline.state.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why what a correction would have recounted cannot be: too much waits, or it is of so long ago that the topics may lack events of it. */
final class RecountRefusal {

    /** What stands against the recounts that a turn asks for; null if nothing does. */
    static @Nullable Rejection of(TaskState state, Turn turn) {
        if (state.recounts().size() + turn.recounts.size() > Recounts.MOST) {
            return new Rejection(
                    RejectionReason.TOO_MANY_RECOUNTS,
                    "original",
                    "a meter of it would have to be recounted, and " + Recounts.MOST + " are waiting");
        }
        long recountableMs = turn.nowMs - Backfill.RECOUNTED.toMillis();
        for (PendingRecount pending : turn.recounts.values()) {
            for (WindowStart window : pending.windows()) {
                if (window.fromMs() < recountableMs && pending.cause().equals(turn.origin)) {
                    return new Rejection(
                            RejectionReason.TOO_OLD_TO_CORRECT,
                            "original.time",
                            pending.key().series() + " would have to be recounted from "
                                    + Instant.ofEpochMilli(window.fromMs())
                                    + " on, and the topics may hold its first events no more; adjust the period by hand");
                }
            }
        }
        return null;
    }

    private RecountRefusal() {}
}
