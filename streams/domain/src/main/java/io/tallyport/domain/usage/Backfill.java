package io.tallyport.domain.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Usage of the past that is brought in by a job (0034). It reaches further back than live usage and ends: the ids of what it
 * brought are remembered for as long as it runs, and longer, but not for ever.
 */
public final class Backfill {

    /** Events of a job are accepted so long after their time. */
    public static final Duration REACH = Duration.ofDays(400);

    /** A job ends so long after its first event was counted: its ids are forgotten some days later. */
    public static final Duration RUNS = Duration.ofDays(30);

    /** So long is a job's name remembered: by then no event of a time at which it ran is accepted any more. */
    public static final Duration NAME_KEPT = RUNS.plus(REACH).plusDays(1);

    /**
     * What began earlier than this may not be counted again from the topics, which keep records for 400 days, and their oldest
     * for no longer.
     */
    public static final Duration RECOUNTED = REACH.minusDays(1);

    /**
     * So long after its start may a month be that of an event that is accepted: 33 days at most, the reach, and two more for clocks
     * that go in steps.
     */
    public static final Duration MONTHS_KEPT = REACH.plusDays(35);

    /** So many jobs one task remembers. */
    public static final int MOST = 1_000;

    /** What a name is made of, in words. */
    public static final String NAME_FORM =
            "lower-case letters, digits and hyphens, a letter first, 64 characters at most";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** Whether a text can be the name of a job. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * What keeps an event of a job from being counted; null if nothing does.
     *
     * @param event names a job
     * @param ofBulk whether it came where jobs belong
     * @param beganMs tick time at which the first event of the job was counted; null if none was
     * @param known how many jobs are remembered
     * @param nowMs tick time
     */
    public static @Nullable Rejection check(
            UsageEvent event, boolean ofBulk, @Nullable Long beganMs, int known, long nowMs) {
        if (!isName(event.job())) {
            return reject(RejectionReason.BACKFILL_NAME_INVALID, "the name of a job is made of " + NAME_FORM);
        }
        if (!ofBulk) {
            return reject(
                    RejectionReason.BACKFILL_NOT_BULK,
                    "events of a backfill travel on usage.bulk.v1, where they do not hold up live ones");
        }
        if (beganMs == null) {
            return known < MOST
                    ? null
                    : reject(
                            RejectionReason.TOO_MANY_BACKFILLS,
                            MOST + " jobs are remembered in this partition, each for " + NAME_KEPT.toDays()
                                    + " days; use one of them that still runs");
        }
        return nowMs - beganMs <= RUNS.toMillis()
                ? null
                : reject(
                        RejectionReason.BACKFILL_OVER,
                        "the job " + event.job() + " began at " + Instant.ofEpochMilli(beganMs) + " and ran for "
                                + RUNS.toDays() + " days; what it did not bring by then needs another one");
    }

    private static Rejection reject(RejectionReason reason, String detail) {
        return new Rejection(reason, "job", detail);
    }

    private Backfill() {}
}
