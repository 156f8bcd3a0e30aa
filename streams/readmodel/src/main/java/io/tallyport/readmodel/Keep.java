package io.tallyport.readmodel;

import io.tallyport.contract.TallyTopic;
import java.time.Duration;

/**
 * How long rows of a feed are kept, counted from the newest row of the same letter.
 *
 * @param letter tells the classes of one feed apart
 * @param period how long; {@link TallyTopic#FOREVER} for no end
 */
record Keep(char letter, Duration period) {

    /** As long as the topic keeps its records, so that a rebuilt store holds the same. */
    static Keep like(TallyTopic<?> topic) {
        return new Keep('t', topic.retention());
    }

    boolean forever() {
        return period.equals(TallyTopic.FOREVER);
    }
}
