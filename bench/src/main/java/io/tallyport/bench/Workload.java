package io.tallyport.bench;

import java.time.Instant;

/**
 * What a run meters. The same workload is the same bytes: everything random comes from the seed.
 *
 * @param events usage events, repeats included
 * @param licenses licenses, all issued before the first event
 * @param skew exponent of the Zipf distribution of events over licenses; 0 = all alike
 * @param meters meters that each event feeds
 * @param partitions partitions of every topic
 * @param repeatPercent share of events that repeat an earlier one, in whole percents
 * @param smallPlanPercent share of licenses that cross a hard limit on the way, in whole percents
 * @param eventsPerTick events between two ticks: what a busy installation takes in 250 ms
 * @param numbered whether the events are numbered, as our own emitters do; else their ids are random
 * @param seed of everything random
 */
record Workload(
        int events,
        int licenses,
        double skew,
        int meters,
        int partitions,
        int repeatPercent,
        int smallPlanPercent,
        int eventsPerTick,
        boolean numbered,
        long seed) {

    /** Time between two ticks, in event time. */
    static final long TICK_MS = 250;

    /** Time of the first event: an hour ends, and with it windows and buckets, one second into the run. */
    static final Instant START = Instant.parse("2026-01-10T09:59:59Z");

    Workload {
        if (events < 1 || licenses < 1 || meters < 1 || partitions < 1 || eventsPerTick < 1) {
            throw new IllegalArgumentException(
                    "events, licenses, meters, partitions and eventsPerTick must be at least 1");
        }
    }

    /** The usual workload: 1,000 licenses, 2 meters, 4 partitions, 2 % repeats, 2 % of the licenses cross their limit. */
    static Workload of(int events) {
        return new Workload(events, 1_000, 0, 2, 4, 2, 2, 25_000, true, 20_260_110L);
    }

    /** The same with other licenses: how many, and how unlike. */
    Workload over(int number, double exponent) {
        return new Workload(
                events,
                number,
                exponent,
                meters,
                partitions,
                repeatPercent,
                smallPlanPercent,
                eventsPerTick,
                numbered,
                seed);
    }

    /** The same with other meters. */
    Workload metered(int number) {
        return new Workload(
                events,
                licenses,
                skew,
                number,
                partitions,
                repeatPercent,
                smallPlanPercent,
                eventsPerTick,
                numbered,
                seed);
    }

    /** The same with ids that say no number. */
    Workload withRandomIds() {
        return new Workload(
                events,
                licenses,
                skew,
                meters,
                partitions,
                repeatPercent,
                smallPlanPercent,
                eventsPerTick,
                false,
                seed);
    }

    String license(int number) {
        return "lic-" + (1_000_000 + number);
    }

    /** Plan of a license. */
    String planOf(int number) {
        return number % 100 < smallPlanPercent ? BenchCatalog.SMALL_PLAN : BenchCatalog.LARGE_PLAN;
    }

    /** Limit of the small plan: three quarters of what a license uses on average. */
    long smallLimit() {
        return Math.max(1, 3L * events / (4L * licenses));
    }
}
