package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;

/** Verdict counts as a sentence. */
final class VerdictCounts {

    /** {@code 10 counted, 1 duplicate}; those at zero are left out. */
    static String sentence(JsonNode counts) {
        var parts = new ArrayList<String>();
        for (var entry : counts.properties()) {
            if (entry.getValue().asLong() != 0) {
                parts.add(entry.getValue().asText() + " " + entry.getKey());
            }
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private VerdictCounts() {}
}
