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
    private TopicTally last = NONE;
    private String lastTopic = "";
    /** For whoever watches, in another thread. */
    private volatile long missing;

    TopicTallies(TaskFacts facts) {
        this.facts = facts;
        facts.tallies(byTopic::put);
        // A task that begins tells all; one that a build before this one began, from the next record on.
        begun = facts.journalSequence() > 0;
    }

    /** Notes that a topic is read, from this record on if nothing was read of it before. */
    public void reach(Origin origin) {
        var unused = of(origin);
    }

    /** Notes that a usage record was taken, whatever became of it. */
    public void read(Origin origin) {
        of(origin).read(origin.offset());
    }

    /** Notes a verdict. */
    public void decided(Origin origin, UsageVerdict.Kind kind, boolean hadWaited) {
        TopicTally tally = isLast(origin) ? last : byTopic.get(origin.topic());
        // What a build before this one read, or what is no usage, is not told.
        if (tally != null && origin.offset() >= tally.fromOffset()) {
            tally.decided(kind, hadWaited);
        }
    }

    /** Notes that a record waits. */
    public void parked(Origin origin) {
        of(origin).parked();
    }

    private TopicTally of(Origin origin) {
        if (isLast(origin)) {
            return last;
        }
        TopicTally tally = byTopic.get(origin.topic());
        if (tally == null) {
            tally = new TopicTally(begun ? origin.offset() : 0);
            byTopic.put(origin.topic(), tally);
        }
        last = tally;
        lastTopic = origin.topic();
        return tally;
    }

    /** Asked three times for each record: those of a topic have its name as one string. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isLast(Origin origin) {
        return origin.topic() == lastTopic;
    }

    /** The tallies of all usage topics by name, in order; of one of which nothing was read, none. */
    public Map<String, TopicTally> byTopic() {
        var all = new TreeMap<String, TopicTally>();
        for (String topic : Recounts.TOPICS) {
            all.put(topic, byTopic.getOrDefault(topic, NONE));
        }
        return all;
    }

    /** Records that were read and neither have a verdict nor wait, as of the last commit; 0 as long as nothing is wrong. */
    public long missing() {
        return missing;
    }

    void flush() {
        missing = byTopic.values().stream().mapToLong(TopicTally::missing).sum();
        byTopic.forEach((topic, tally) -> {
            if (tally.takeChanged()) {
                facts.tally(topic, tally);
            }
        });
    }
}
