package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.MeterRecount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A meter of a license that waits to be counted again from an instant on, because a version of it begins in the past (0031).
 *
 * @param key whose
 * @param fromMs the instant: all windows that end after it
 * @param recounted the catalog revision up to which all that began in the past is counted already
 * @param cause the record that made it necessary, by which its answer is known
 * @param standing what the license's tally said of the events at the cause, from the period of {@code fromMs} on; null where it is not complete
 * @param later what was counted since
 * @param until first offset of each usage topic that is not to be counted again; one is missing until it is known
 * @param attempt how often it was asked for, from 1 on
 * @param parts the parts of the answer that are there, by number
 */
public record WaitingMeter(
        Key key,
        long fromMs,
        long recounted,
        Origin cause,
        PeriodTally.@Nullable Count standing,
        Map<Cell, MeterUsage> later,
        Map<String, Long> until,
        int attempt,
        Map<Integer, MeterRecount> parts) {

    /**
     * One meter of one license.
     *
     * @param license license id
     * @param meter id of the meter
     */
    public record Key(String license, String meter) {}

    /**
     * What has windows of its own.
     *
     * @param series name of the meter's version; ends with {@link GroupUsage#PARTED} for parts of periods
     * @param group name of the group; empty for all
     */
    public record Cell(String series, String group) {}

    public WaitingMeter {
        later = Map.copyOf(later);
        until = Map.copyOf(until);
        parts = Map.copyOf(parts);
    }

    /**
     * One that begins to wait.
     *
     * @param until as far as it is known
     */
    public static WaitingMeter begin(
            Key key,
            long fromMs,
            long recounted,
            Origin cause,
            PeriodTally.@Nullable Count standing,
            Map<String, Long> until) {
        return new WaitingMeter(key, fromMs, recounted, cause, standing, Map.of(), until, 1, Map.of());
    }

    /** The same for another cause: what was counted until then is to be counted again. */
    public WaitingMeter anew(Origin cause, PeriodTally.@Nullable Count standing, int attempt) {
        return new WaitingMeter(key, fromMs, recounted, cause, standing, Map.of(), Map.of(), attempt, Map.of());
    }

    /**
     * With what was counted since.
     *
     * @param none no usage of the meter
     */
    public WaitingMeter withLater(Cell cell, MeterUsage none, UnaryOperator<MeterUsage> more) {
        return withLater(List.of(cell), none, more);
    }

    /** The same of several cells at once: there may be thousands of others, which are copied. */
    public WaitingMeter withLater(List<Cell> cells, MeterUsage none, UnaryOperator<MeterUsage> more) {
        var next = new HashMap<>(later);
        for (Cell cell : cells) {
            next.put(cell, more.apply(later.getOrDefault(cell, none)));
        }
        return new WaitingMeter(key, fromMs, recounted, cause, standing, next, until, attempt, parts);
    }

    /** The same, as if it had not been asked for yet. */
    WaitingMeter again() {
        return new WaitingMeter(key, fromMs, recounted, cause, standing, later, until, 1, Map.of());
    }

    WaitingMeter withUntil(String topic, long offset) {
        var next = new HashMap<>(until);
        next.put(topic, offset);
        return new WaitingMeter(key, fromMs, recounted, cause, standing, later, next, attempt, parts);
    }

    /** With a part of its answer. */
    public WaitingMeter with(MeterRecount part) {
        var next = new HashMap<>(parts);
        next.put(part.part(), part);
        return new WaitingMeter(key, fromMs, recounted, cause, standing, later, until, attempt, next);
    }

    /** Whether all parts of the answer are there. */
    public boolean isAnswered() {
        return parts.values().stream().anyMatch(part -> part.parts() == parts.size());
    }
}
