package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.WindowStart;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Windows whose values are not known until the events before a record were counted again.
 *
 * @param key whose
 * @param cause the record that made it necessary, by which its answer is known
 * @param windows which
 * @param later what was counted since
 * @param until first offset of each usage topic that is not to be counted again; one is missing until it is known
 * @param attempt how often it was asked for, from 1 on
 * @param sinceMs tick time at which it began to wait; 0 if a build before this one did not say
 */
public record PendingRecount(
        Key key,
        Origin cause,
        Set<WindowStart> windows,
        MeterUsage later,
        Map<String, Long> until,
        int attempt,
        long sinceMs) {

    /**
     * One meter, or one group of it.
     *
     * @param license license id
     * @param series name of the meter's version
     * @param group name of the group; empty for all
     */
    public record Key(String license, String series, String group) {}

    public PendingRecount {
        windows = Set.copyOf(windows);
        until = Map.copyOf(until);
    }

    /** One that begins now. */
    public static PendingRecount begin(
            Key key, Origin cause, Set<WindowStart> windows, MeterUsage none, int attempt, long nowMs) {
        return new PendingRecount(key, cause, windows, none, Map.of(), attempt, nowMs);
    }

    /** With what was counted since. */
    public PendingRecount withLater(MeterUsage next) {
        return new PendingRecount(key, cause, windows, next, until, attempt, sinceMs);
    }

    PendingRecount withUntil(Map<String, Long> next) {
        return new PendingRecount(key, cause, windows, later, next, attempt, sinceMs);
    }

    /** Without the windows that were answered. */
    public PendingRecount without(Set<WindowStart> answered) {
        var left = new LinkedHashSet<>(windows);
        left.removeAll(answered);
        return new PendingRecount(key, cause, left, later, until, attempt, sinceMs);
    }
}
