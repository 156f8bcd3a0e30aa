package io.tallyport.domain.evidence;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a decision rests on. Re-evaluating the rule on the inputs gives the same answer.
 *
 * @param rule stable name of the rule
 * @param catalogRevision revision that the rule was read from
 * @param origin the record that led to the decision
 * @param eventSource source of the usage event, if one did; else empty
 * @param eventId its id; else empty
 * @param inputs every value that the rule read, by name
 */
public record Evidence(
        String rule,
        long catalogRevision,
        Origin origin,
        String eventSource,
        String eventId,
        Map<String, String> inputs) {
    public Evidence {
        inputs = java.util.Collections.unmodifiableMap(new TreeMap<>(inputs));
    }
}
