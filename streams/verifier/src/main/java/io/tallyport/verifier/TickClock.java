package io.tallyport.verifier;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import java.util.HashMap;
import java.util.Map;

/** The time of a partition as its ticks say it: the earliest of the last ticks of its source topics. */
final class TickClock {

    private final Map<String, Long> last = new HashMap<>();
    private long nowMs;

    void tick(String topic, long timeMs) {
        last.merge(topic, timeMs, Math::max);
        long earliest = Long.MAX_VALUE;
        for (TallyTopic<?> source : TopicCatalog.sources()) {
            earliest = Math.min(earliest, last.getOrDefault(source.name(), 0L));
        }
        nowMs = Math.max(nowMs, earliest);
    }

    long nowMs() {
        return nowMs;
    }

    /** Before every topic ticked once, the topic's own last tick. */
    long nowFor(String topic) {
        return nowMs > 0 ? nowMs : last.getOrDefault(topic, 0L);
    }
}
