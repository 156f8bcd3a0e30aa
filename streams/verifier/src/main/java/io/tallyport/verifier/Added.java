package io.tallyport.verifier;

import java.util.ArrayList;
import java.util.List;

/**
 * What an event adds to a meter.
 *
 * @param value an exact number, or any value where different ones are counted
 * @param group name of the group within the meter; empty if it has none
 * @param subjects names of its subject and of those above it, the outermost first; none if the meter keeps none
 */
record Added(Object value, String group, List<String> subjects) {

    /** What has totals of its own beside all of the meter: the group, and the subjects. */
    List<String> parts() {
        if (group.isEmpty()) {
            return subjects;
        }
        var parts = new ArrayList<>(subjects);
        parts.add(0, group);
        return parts;
    }
}
