package io.tallyport.app.demo;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record that a simulated product writes.
 *
 * @param number from 1, in the order of planning
 * @param atMs when it is due, real ms since the beginning of the run
 * @param license license id that it names
 * @param type event type
 * @param source who emits
 * @param id event id
 * @param timeMs event time, simulated ms since the beginning of the run; may be below 0
 * @param payload its data
 * @param fate the verdict that it must get
 * @param way how it is written
 * @param crossing whether it uses up a hard quota
 * @param after the emission that must be durable before; null = none
 */
record DemoEmission(
        long number,
        long atMs,
        String license,
        String type,
        String source,
        String id,
        long timeMs,
        DemoPayload payload,
        DemoFate fate,
        Way way,
        boolean crossing,
        @Nullable DemoEmission after) {

    /** How a record reaches the topic. */
    enum Way {
        LIBRARY,
        HTTP,
        /** Bytes that are no Avro, as a broken producer would write them. */
        RAW
    }

    /**
     * The data of an event, and what the demo's catalog counts of it.
     *
     * @param data as it is emitted
     * @param amounts meter id to what one such event adds
     */
    record DemoPayload(Map<String, Object> data, Map<String, BigDecimal> amounts) {
        DemoPayload {
            data = Map.copyOf(data);
            amounts = Map.copyOf(amounts);
        }
    }
}
