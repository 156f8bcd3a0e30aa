package io.tallyport.domain.catalog;

/**
 * Which events are counted, and what of them.
 *
 * @param id stable id
 * @param version rises when its meaning changes
 * @param eventType CloudEvents type of the events that feed it
 * @param aggregation how values combine
 * @param value field path of the value in the payload; empty for COUNT
 * @param unit what one is called
 * @param filter which events of the type are counted
 */
public record Meter(
        String id, int version, String eventType, Aggregation aggregation, String value, String unit, Filter filter) {

    public Meter {
        // Ledgers name it as well: with one string for all, it is found by identity.
        id = id.intern();
    }
}
