package io.tallyport.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What events get that do not say it themselves.
 *
 * @param source CloudEvents source; empty = none
 * @param type CloudEvents type; empty = none
 */
record EmitDefaults(String source, String type) {

    /** True when there is nothing to fill in, so that an event can go as it stands. */
    boolean none() {
        return source.isEmpty() && type.isEmpty();
    }

    /** Fills in what is missing. */
    void fill(ObjectNode event) {
        if (!source.isEmpty() && !event.has("source")) {
            event.put("source", source);
        }
        if (!type.isEmpty() && !event.has("type")) {
            event.put("type", type);
        }
    }
}
