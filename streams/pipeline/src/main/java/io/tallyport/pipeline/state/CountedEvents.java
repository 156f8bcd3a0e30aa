package io.tallyport.pipeline.state;

import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.domain.usage.EmitterNumber;
import io.tallyport.domain.usage.EventIdentity;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageEvent;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which events one task has counted: those that say their emitter's number by ranges ({@link EmitterEpochs}), all others,
 * and the numbered ones that do not fit there, by id ({@link EventIds}). Where one is remembered changes no verdict.
 */
public final class CountedEvents {

    private final int partition;
    private final EmitterEpochs epochs;
    private final EventIds ids;
    private final EventIdentity.Hasher hasher = new EventIdentity.Hasher();

    /** The event that was looked up last, mostly the one that is remembered next; its identity, null if it is numbered. */
    private @Nullable UsageEvent lookedUp;

    private @Nullable EventIdentity identity;

    private CountedEvents(int partition, EmitterEpochs epochs, EventIds ids) {
        this.partition = partition;
        this.epochs = epochs;
        this.ids = ids;
    }

    /**
     * Loads what is remembered.
     *
     * @param factStore where epochs are logged
     * @param idStore where ids are logged
     * @param daysKept whole days for which an id is kept after the day on which it was counted
     * @param today day of the task's clock, days since the epoch; 0 while no tick was read
     */
    public static CountedEvents load(
            int partition,
            KeyValueStore<Bytes, byte[]> factStore,
            KeyValueStore<Bytes, byte[]> idStore,
            int daysKept,
            int today) {
        return load(partition, new TaskFacts(factStore), idStore, daysKept, today, EmitterEpochs.MOST);
    }

    /** The same with room for so many epochs. */
    static CountedEvents load(
            int partition,
            TaskFacts facts,
            KeyValueStore<Bytes, byte[]> idStore,
            int daysKept,
            int today,
            int mostEpochs) {
        return new CountedEvents(
                partition, EmitterEpochs.load(facts, daysKept, mostEpochs), EventIds.load(idStore, daysKept, today));
    }

    /** What is known of an event on the given day. */
    public Seen lookUp(UsageEvent event, int today) {
        lookedUp = event;
        if (!EmitterNumber.isIdOf(event, partition)) {
            var id = hasher.of(event);
            identity = id;
            return ids.lookUp(id, today);
        }
        identity = null;
        var epoch = epochs.find(event.source(), event.epoch(), today);
        if (epoch != null && epoch.covers(event.sequence())) {
            return Seen.SAME_PAYLOAD;
        }
        boolean isId = epoch == null ? epochs.mayHaveSpilled(today) : epoch.hasSpilled();
        return isId ? ids.lookUp(hasher.ofNumber(event), today) : Seen.NEW;
    }

    /** Remembers a new event that was counted on the given day; 0 while no tick said which day it is. */
    public void add(UsageEvent event, int today) {
        var id = event == lookedUp ? identity : identityOf(event);
        if (id != null) {
            ids.add(id, today);
            return;
        }
        var epoch = epochs.find(event.source(), event.epoch(), today);
        if (epoch == null) {
            epoch = epochs.begin(event.source(), event.epoch(), today);
        }
        if (epoch == null || !epochs.add(epoch, event.sequence(), today)) {
            ids.add(hasher.ofNumber(event), today);
        }
    }

    /** What was corrected about an event so far, and whether by this command. */
    CorrectionState corrections(UsageEvent event, String commandId, String undoes, int today) {
        int count = 0;
        boolean repeat = false;
        while (count < CorrectionState.MOST) {
            Seen seen = ids.lookUp(hasher.ofCorrection(event, count, commandId), today);
            if (seen == Seen.NEW) {
                break;
            }
            repeat |= seen == Seen.SAME_PAYLOAD;
            count++;
        }
        boolean amended = count > 0 && ids.lookUp(hasher.ofAmendment(event, count - 1), today) != Seen.NEW;
        boolean ofCommand = count > 0
                && !undoes.isEmpty()
                && ids.lookUp(hasher.ofCorrection(event, count - 1, undoes), today) == Seen.SAME_PAYLOAD;
        return new CorrectionState(count, amended, repeat, ofCommand);
    }

    /** Remembers one more correction: an id of its own, which is kept as long as that of any event. */
    void correct(UsageEvent event, CorrectionState before, String commandId, boolean amends, int today) {
        ids.add(hasher.ofCorrection(event, before.count(), commandId), today);
        if (amends) {
            ids.add(hasher.ofAmendment(event, before.count()), today);
        }
    }

    /** Null if the event is numbered. */
    private @Nullable EventIdentity identityOf(UsageEvent event) {
        return EmitterNumber.isIdOf(event, partition) ? null : hasher.of(event);
    }

    /** How many ids are remembered one by one, some past ones included for a while after each midnight. */
    public int ids() {
        return ids.size();
    }

    /** How many emitters' epochs are remembered. */
    public int epochs() {
        return epochs.size();
    }

    /** Heap that all of it takes. */
    public long bytes() {
        return ids.bytes() + epochs.bytes();
    }

    /** Logs what was added since the last commit, and gives some of the room of what is past back. */
    public void flush(int today) {
        ids.flush(today);
        epochs.flush(today);
    }
}
