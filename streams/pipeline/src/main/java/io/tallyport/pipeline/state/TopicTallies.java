package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageVerdict;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What became of the usage records that a task read, by topic. */
public final class TopicTallies {

    private final TaskFacts facts;
    private final Map<String, TopicTally> byTopic = new TreeMap<>();

    TopicTallies(TaskFacts facts) {
        this.facts = facts;
        facts.tallies(byTopic::put);
    }

    /** Notes that a usage record was taken, whatever became of it. */
    public void read(Origin origin) {
        of(origin).read(origin.offset());
    }

    /** Notes a verdict. */
    public void decided(Origin origin, UsageVerdict.Kind kind, boolean hadWaited) {
        of(origin).decided(kind, hadWaited);
    }

    /** Notes that a record waits. */
    public void parked(Origin origin) {
        of(origin).parked();
    }

    private TopicTally of(Origin origin) {
        return byTopic.computeIfAbsent(origin.topic(), topic -> new TopicTally(origin.offset()));
    }

    /** The tallies by topic, in order. */
    public Map<String, TopicTally> byTopic() {
        return Collections.unmodifiableMap(byTopic);
    }

    /** The tallies. */
    public Collection<TopicTally> all() {
        return byTopic().values();
    }

    void flush() {
        byTopic.forEach((topic, tally) -> {
            if (tally.takeChanged()) {
                facts.tally(topic, tally);
            }
        });
    }
}
