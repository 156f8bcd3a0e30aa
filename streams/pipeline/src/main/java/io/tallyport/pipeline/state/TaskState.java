package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.PeriodClosing;
import io.tallyport.domain.ledger.Timers;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.usage.CorrectionState;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.domain.usage.UsageEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Everything one task decides from, on the heap. Loaded from the logged stores before the first record; changed only by
 * turns that succeeded; logged as a whole by {@link #flush}, inside the transaction that publishes the outputs.
 */
public final class TaskState {

    /** Groups may take so much of the heap that ledgers may, beside them. */
    private static final int GROUP_PART = 4;

    private static final long DAY_MS = 24L * 3_600_000;
    /** One more than events are accepted for: the day on which an id was counted had begun before. */
    private static final int ID_DAYS_KEPT = (int) UsageAdmission.ACCEPTANCE_LIMIT.toDays() + 1;

    private final TaskFacts facts;
    private final LedgerCache ledgers;
    private final GroupUsage groups;
    private final CountedEvents counted;
    private final ParkedRecords parked;
    private final TaskClock clock;
    private final DueTimers timers = new DueTimers();
    private final CommitJournal journal = new CommitJournal();
    private final Function<TaskCatalog, Catalog> parser;
    private final MeterEras eras;
    private final MeterStarts starts;
    private final Recounts recounts;
    private final WaitingMeters waiting;
    private final TopicTallies tallies;
    private final Backfills backfills;
    private final UnattributedRecords unattributed;
    private Catalog catalog = Catalog.EMPTY;
    private long journalSequence;
    private int quarantined;

    /**
     * A catalog as it travels.
     *
     * @param revision its number
     * @param document canonical JSON
     */
    public record TaskCatalog(long revision, String document) {}

    /** Loads a task from its logged stores. */
    TaskState(
            int partition,
            KeyValueStore<Bytes, byte[]> ledgerStore,
            KeyValueStore<Bytes, byte[]> idStore,
            KeyValueStore<Bytes, byte[]> parkedStore,
            KeyValueStore<Bytes, byte[]> factStore,
            List<String> sources,
            long ledgerBudgetBytes,
            Function<TaskCatalog, Catalog> parser) {
        this.parser = parser;
        this.facts = new TaskFacts(factStore);
        this.parked = ParkedRecords.load(parkedStore);
        this.clock = new TaskClock(sources, facts.clocks(), facts.tickAppendedAtMs());
        this.counted = CountedEvents.load(partition, factStore, idStore, ID_DAYS_KEPT, dayOf(clock.nowMs()));
        this.journalSequence = facts.journalSequence();
        this.starts = new MeterStarts(facts);
        this.eras = new MeterEras(facts, starts, parser);
        this.recounts = new Recounts(facts);
        this.waiting = new WaitingMeters(facts);
        this.tallies = new TopicTallies(facts);
        this.backfills = new Backfills(facts, clock.nowMs());
        this.unattributed = new UnattributedRecords(facts);
        var known = facts.catalog();
        if (known != null) {
            var inForce = new TaskCatalog(known.revision(), known.document());
            catalog = parser.apply(inForce);
            eras.resume(inForce, catalog, clock.nowMs());
        }
        this.ledgers = new LedgerCache(ledgerStore, ledgerBudgetBytes);
        this.groups = new GroupUsage(ledgerStore, ledgerBudgetBytes / GROUP_PART);
        ledgers.readTimers(new StoredTimers());
    }

    public TaskClock clock() {
        return clock;
    }

    public DueTimers timers() {
        return timers;
    }

    public CommitJournal journal() {
        return journal;
    }

    public ParkedRecords parked() {
        return parked;
    }

    /** The catalog in force. */
    public Catalog catalog() {
        return catalog;
    }

    /** How many licenses of this task are quarantined. */
    public int quarantined() {
        return quarantined;
    }

    /** How many event ids are remembered. */
    public int eventIds() {
        return counted.ids();
    }

    /** How many emitters' epochs are remembered. */
    public int emitterEpochs() {
        return counted.epochs();
    }

    /**
     * Takes a newer catalog; returns false for one that is not newer.
     *
     * @param origin the record that brought it
     */
    public boolean adopt(TaskCatalog next, Origin origin) {
        if (next.revision() <= catalog.revision()) {
            return false;
        }
        Catalog before = catalog;
        catalog = parser.apply(next);
        eras.adopted(next, before, catalog, clock.nowMs());
        starts.adopted(before, catalog, eras.latest(), clock.nowMs(), origin);
        facts.catalog(new TaskFacts.CatalogFact(next.revision(), next.document()));
        timers.setAllDue();
        return true;
    }

    /** The ledger of a license; null if it was never issued. */
    public @Nullable LedgerEntry find(String license) {
        var inUse = ledgers.inUse(license);
        if (inUse != null && inUse.ledger().license() != null) {
            return inUse;
        }
        return timers.knows(license) ? ledgers.get(license) : null;
    }

    /** The ledger of a license, begun if there is none. */
    public LedgerEntry findOrCreate(String license) {
        var entry = find(license);
        return entry == null ? ledgers.create(license) : entry;
    }

    /** Heap that the remembered event ids and epochs take. */
    public long eventIdBytes() {
        return counted.bytes();
    }

    /** Heap that the ledgers and groups in use take, estimated. */
    public long ledgerBytes() {
        return ledgers.bytes() + groups.bytes();
    }

    /** The usage of groups within meters. */
    public GroupUsage groups() {
        return groups;
    }

    /**
     * Takes over what a turn that succeeded made of a group.
     *
     * @param ledger of its license
     */
    public void commit(GroupUsage.Key group, MeterUsage next, LicenseLedger ledger) {
        groups.replace(group, next, PeriodClosing.keptAsOfMs(ledger, clock.nowMs()));
    }

    /** What waits to be recounted. */
    public Recounts recounts() {
        return recounts;
    }

    /** Takes over what a turn that succeeded made of a recount. */
    public void commit(PendingRecount next) {
        recounts.replace(next);
    }

    /** The meters that wait to be counted again as a whole. */
    public WaitingMeters waiting() {
        return waiting;
    }

    /** What readings say of windows that wait to be recounted. */
    public Recounts.Marks marks(LicenseLedger ledger) {
        return waiting.marks(ledger.id(), ledger.calendar(), recounts.marks(ledger.id()));
    }

    /** Takes over what a turn that succeeded made of such a meter. */
    public void commit(WaitingMeter next) {
        waiting.replace(next);
    }

    /** Takes over that a turn that succeeded recounted one. */
    public void finish(WaitingMeter.Key key) {
        waiting.finish(key);
    }

    /** The versions of meters that began in the past. */
    public MeterStarts starts() {
        return starts;
    }

    /** The jobs that brought usage of the past. */
    public Backfills backfills() {
        return backfills;
    }

    /** What became of the usage records that were read. */
    public TopicTallies tallies() {
        return tallies;
    }

    /** The usage records that no license owns. */
    public UnattributedRecords unattributed() {
        return unattributed;
    }

    /** Which meters counted which records. */
    public MeterEras eras() {
        return eras;
    }

    /** Which meters a record of a license feeds, that was counted before; null if nobody wrote that down. */
    public MeterEras.@Nullable Counting countingOf(String license, Origin counted, long timeMs) {
        return eras.counting(license, counted, timeMs, catalog, meter -> recounted(license, meter));
    }

    /** The revision up to which all versions of a meter that began in the past are counted for a license. */
    private long recounted(String license, String meter) {
        WaitingMeter waits = waiting.find(new WaitingMeter.Key(license, meter));
        if (waits != null) {
            return waits.recounted();
        }
        LedgerEntry entry = find(license);
        return entry == null ? Long.MAX_VALUE : entry.ledger().settledRevision();
    }

    /** Where the records lie that a version of a meter, or a group of it, is to be counted from again. */
    public RecountCoverage coverage(PendingRecount pending) {
        var key = pending.key();
        return RecountCoverage.of(
                pending, eras, catalog, recounted(key.license(), Meter.idOf(GroupUsage.seriesOf(key.series()))));
    }

    /** Where those lie that a whole meter is to be counted from again. */
    public RecountCoverage coverage(WaitingMeter meter) {
        return RecountCoverage.of(meter, eras, catalog);
    }

    /** Notes that a record was counted now, after it had waited in quarantine. */
    public void released(String license, Origin origin) {
        eras.released(license, origin);
    }

    /** What was corrected about an event so far, whether by this command, and whether last by one that is to be undone. */
    public CorrectionState corrections(UsageEvent event, String commandId, String undoes, long nowMs) {
        return counted.corrections(event, commandId, undoes, dayOf(nowMs));
    }

    /** Remembers a correction of an event. */
    public void remember(UsageEvent event, CorrectionState before, String commandId, boolean amends, long nowMs) {
        counted.correct(event, before, commandId, amends, dayOf(nowMs));
    }

    /** What is known of an event at {@code nowMs}. */
    public Seen lookUp(UsageEvent event, long nowMs) {
        return counted.lookUp(event, dayOf(nowMs));
    }

    /** Remembers a new event that was counted at {@code nowMs}. */
    public void remember(UsageEvent event, long nowMs) {
        counted.add(event, dayOf(nowMs));
        if (event.isBackfilled()) {
            backfills.counted(event.job(), nowMs);
        }
    }

    /** Takes over the ledger of a turn that succeeded. */
    public void commit(LedgerEntry entry, LicenseLedger next) {
        if (next.license() == null) {
            return;
        }
        quarantined += (isQuarantined(next) ? 1 : 0) - (isQuarantined(entry.ledger()) ? 1 : 0);
        ledgers.replace(entry, next);
        timers.set(next.id(), dueMs(next));
    }

    /** Number of the next journal record. */
    public long nextJournalSequence() {
        facts.journalSequence(journalSequence + 1);
        return journalSequence++;
    }

    /** Logs all that changed since the last flush; {@code reader} sees each changed ledger first. Idempotent. */
    public void flush(Consumer<LedgerEntry> reader) {
        ledgers.flush(reader, ledger -> Timers.nextDueMs(ledger, catalog));
        groups.flush();
        recounts.flush(clock.nowMs());
        waiting.flush(clock.nowMs());
        counted.flush(dayOf(clock.nowMs()));
        tallies.flush();
        unattributed.flush();
        clock.flush(facts);
    }

    private static int dayOf(long nowMs) {
        return (int) (nowMs / DAY_MS);
    }

    private long dueMs(LicenseLedger ledger) {
        long due = Timers.nextDueMs(ledger, catalog);
        boolean waiting = !isQuarantined(ledger) && parked.hasAny(ledger.id());
        return waiting ? Long.MIN_VALUE : due;
    }

    private final class StoredTimers implements LedgerTimers.Reader {
        @Override
        public void take(String license, Counters.Timer timer) {
            if (timer.quarantined()) {
                quarantined++;
                timers.set(license, timer.dueMs());
                return;
            }
            // The terms of that time may not be those in force.
            boolean atOnce = timer.settledRevision() != catalog.revision() || parked.hasAny(license);
            timers.set(license, atOnce ? Long.MIN_VALUE : timer.dueMs());
        }

        @Override
        public void take(LicenseLedger ledger) {
            timers.set(ledger.id(), dueMs(ledger));
            quarantined += isQuarantined(ledger) ? 1 : 0;
        }

        @Override
        public boolean knows(String license) {
            return timers.knows(license);
        }
    }

    private static boolean isQuarantined(LicenseLedger ledger) {
        return ledger.license() != null && ledger.license().quarantined();
    }
}
