package io.tallyport.pipeline.state;

import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.UsageVerdict;
import java.util.Map;
import java.util.TreeMap;

/** What became of the usage records that a task read, by topic. */
public final class TopicTallies {

    private static final TopicTally NONE = new TopicTally(0);

    private final TaskFacts facts;
    private final Map<String, TopicTally> byTopic = new TreeMap<>();
    private final boolean begun;

    TopicTallies(TaskFacts facts) {
        this.facts = facts;
        facts.tallies(byTopic::put);
        // A task that begins tells all; one that a build before this one began, from the next record on.
        begun = facts.journalSequence() > 0;
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
        return byTopic.computeIfAbsent(origin.topic(), topic -> new TopicTally(begun ? origin.offset() : 0));
    }

    /** The tallies of all usage topics by name, in order; of one without records yet, none. */
    public Map<String, TopicTally> byTopic() {
        var all = new TreeMap<String, TopicTally>();
        for (String topic : Recounts.TOPICS) {
            all.put(topic, byTopic.getOrDefault(topic, NONE));
        }
        return all;
    }

    /** Records that were read and neither have a verdict nor wait; 0 as long as nothing is wrong. */
    public long missing() {
        return byTopic.values().stream().mapToLong(TopicTally::missing).sum();
    }

    void flush() {
        byTopic.forEach((topic, tally) -> {
            if (tally.takeChanged()) {
                facts.tally(topic, tally);
            }
        });
    }
}
