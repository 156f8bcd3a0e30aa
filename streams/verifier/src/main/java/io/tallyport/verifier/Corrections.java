package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is voided, restored and amended in one partition: which records are, read ahead, so that what they added is
 * remembered when they are counted; and how often each event was corrected so far.
 */
final class Corrections {

    private static final int MOST = 100;

    /** What was corrected about one event. */
    static final class Story {
        private final Set<String> commands = new HashSet<>();
        private int count;
        private boolean amended;
        private String last = "";

        boolean isVoided() {
            return count % 2 == 1;
        }

        boolean isAmended() {
            return amended;
        }

        boolean isFull() {
            return count >= MOST;
        }

        boolean wasLast(String command) {
            return last.equals(command);
        }

        boolean knows(String command) {
            return commands.contains(command);
        }

        void add(String command, boolean amends) {
            commands.add(command);
            count++;
            amended = amends;
            last = command;
        }
    }

    private final PastVersions past;
    private final Set<Place> named = new HashSet<>();
    private final Set<String> licenses = new HashSet<>();
    private final Map<Place, Map<Terms.Meter, Added>> counted = new HashMap<>();
    private final Map<Identities.Id, Story> stories = new HashMap<>();

    Corrections(PartitionLog log, PastVersions past) {
        this.past = past;
        for (var topic : List.of(TopicCatalog.USAGE_EVENTS, TopicCatalog.USAGE_BULK)) {
            for (Stored record : log.of(topic)) {
                var event = record.as(UsageEventV1.class);
                if (event != null && isOne(event)) {
                    licenses.add(event.getLicense());
                    named.add(original(record.place(), event));
                    named.add(replacement(record.place(), event));
                }
            }
        }
    }

    static boolean isOne(UsageEventV1 event) {
        return event.getKind() == UsageKind.VOID
                || event.getKind() == UsageKind.RESTORE
                || event.getKind() == UsageKind.AMEND
                || event.getKind() == UsageKind.RECOUNT;
    }

    /** The record that a correction corrects. */
    static Place original(Place at, UsageEventV1 event) {
        var said = event.getCorrection();
        return said == null
                ? new Place("", at.partition(), -1)
                : new Place(said.getTopic(), at.partition(), said.getOffset());
    }

    /** The record that brought what took its place. */
    static Place replacement(Place at, UsageEventV1 event) {
        var said = event.getCorrection();
        if (event.getKind() == UsageKind.AMEND || said == null) {
            return at;
        }
        return new Place(said.getReplacementTopic(), at.partition(), said.getReplacementOffset());
    }

    /** Whether usage of a license is corrected at some time, or whole meters of it may be. */
    boolean areOf(String license) {
        return past.areThere() || licenses.contains(license);
    }

    /** Notes what a record added when it was counted, or adds since. */
    void counted(Place record, Map<Terms.Meter, Added> values) {
        if (named.contains(record)) {
            counted.put(record, values);
        }
    }

    /** What a record added; null if it was not counted. */
    @Nullable Map<Terms.Meter, Added> addedBy(Place record) {
        return counted.get(record);
    }

    Story of(Identities.Id id) {
        return stories.computeIfAbsent(id, i -> new Story());
    }
}
