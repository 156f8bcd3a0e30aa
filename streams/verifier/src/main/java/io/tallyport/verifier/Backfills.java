package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.Map;

/** The jobs that brought usage of the past to one partition, and what follows from when: docs/backfill.md. */
final class Backfills {

    private static final long HOUR_MS = 3_600_000L;
    private static final long DAY_MS = 24 * HOUR_MS;
    private static final long REACH_MS = 400 * DAY_MS;
    private static final long RUNS_MS = 30 * DAY_MS;
    private static final long NAME_KEPT_MS = 431 * DAY_MS;
    private static final long LIVE_MS = 35 * DAY_MS;
    private static final int MOST = 1_000;
    private static final int LONGEST_NAME = 64;

    /** Hours and days are kept for so long after they began, and for as long as they are. */
    private static final long WINDOWS_KEPT_MS = 36 * DAY_MS;

    private static final long LONGEST_DAY_MS = 27 * HOUR_MS;

    private final Map<String, Long> beganMs = new HashMap<>();

    /** Whether a backfill brings an event. */
    static boolean brings(UsageEventV1 event) {
        return !event.getJob().isEmpty();
    }

    /** How long after its time an event is accepted, in ms. */
    static long reachMs(UsageEventV1 event) {
        return brings(event) ? REACH_MS : LIVE_MS;
    }

    /** Whether a window is kept, and so changes with an event: months always are, of any that is accepted. */
    static boolean isKept(Period period, long fromMs, long nowMs) {
        return period == Period.MONTH
                || fromMs >= nowMs - WINDOWS_KEPT_MS - (period == Period.DAY ? LONGEST_DAY_MS : HOUR_MS);
    }

    /** From when on the days of a level are kept: for as long as their month has one that is. */
    static long daysOfLevelsFromMs(Windows windows, long nowMs) {
        return windows.from(Period.MONTH, nowMs - WINDOWS_KEPT_MS - LONGEST_DAY_MS);
    }

    /** Whether events of a time are in windows that may not be kept any more. */
    static boolean isOld(long timeMs, long nowMs) {
        return timeMs < nowMs - LIVE_MS;
    }

    /** Whether a month that began then may not be counted again from the topics. */
    static boolean isPastRecounting(long monthFromMs, long nowMs) {
        return monthFromMs < nowMs - REACH_MS + DAY_MS;
    }

    /** Whether statements say what changes of a period: it was not over before any live event of the license could be of it. */
    static boolean isStated(long periodToMs, long licenseIssuedAtMs) {
        return periodToMs > licenseIssuedAtMs - LIVE_MS;
    }

    /** Why an event that a backfill brings is refused; empty if it is not. */
    String refusal(UsageEventV1 event, String topic, long nowMs) {
        String job = event.getJob();
        if (!isName(job)) {
            return "BACKFILL_NAME_INVALID";
        }
        if (!topic.equals(TopicCatalog.USAGE_BULK.name())) {
            return "BACKFILL_NOT_BULK";
        }
        Long began = beganMs.get(job);
        if (began != null && began >= nowMs - NAME_KEPT_MS) {
            return nowMs > began + RUNS_MS ? "BACKFILL_OVER" : "";
        }
        long known = beganMs.values().stream()
                .filter(ms -> ms >= nowMs - NAME_KEPT_MS)
                .count();
        return known >= MOST ? "TOO_MANY_BACKFILLS" : "";
    }

    /** Notes that an event was counted. */
    void counted(UsageEventV1 event, long nowMs) {
        if (brings(event) && nowMs > 0) {
            beganMs.merge(event.getJob(), nowMs, (began, now) -> began < now - NAME_KEPT_MS ? now : began);
        }
    }

    private static boolean isName(String job) {
        if (job.length() > LONGEST_NAME || !isLetter(job.charAt(0))) {
            return false;
        }
        for (int i = 0; i < job.length(); i++) {
            char c = job.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
