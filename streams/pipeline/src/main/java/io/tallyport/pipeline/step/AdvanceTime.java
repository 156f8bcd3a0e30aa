package io.tallyport.pipeline.step;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.Timers;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.metering.Expression;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.LedgerEntry;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TaskStores;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ticks and lets what is due happen, as the step that owns it. Timers run in slices between records, so that
 * nothing waits long for them; a license's own due timers always run before a later record of it.
 */
public final class AdvanceTime implements Processor<String, Object, String, Object> {

    private static final Logger LOG = LoggerFactory.getLogger(AdvanceTime.class);
    private static final int SLICE_LICENSES = 500;
    private static final long SLICE_NANOS = 20_000_000;
    /** What comes to wait for a recount costs the commit more than the slice: a request, a reading and what it waits for. */
    private static final int SLICE_WAITING = 50;
    /**
     * What became due without a tick, as by a new catalog, waits no longer, and so often a slice goes on where the last one ended. Each
     * firing, and each commit, halves the number of records that the stream thread takes in one go: with a slice and a commit every 10
     * ms, usage waited for tens of seconds while the periods of 100,000 licenses were closed.
     */
    private static final Duration BETWEEN_SLICES = Duration.ofMillis(100);

    private static final String USAGE = TopicCatalog.USAGE_EVENTS.name();

    private final SourceDecoder decoder;
    private final Expression expression;
    private final int partitions;
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable TaskState state;
    private @Nullable UsageIntake intake;
    private Origin lastTick = new Origin(USAGE, -1, -1);

    public AdvanceTime(SourceDecoder decoder, Expression expression, int partitions) {
        this.decoder = decoder;
        this.expression = expression;
        this.partitions = partitions;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.state = TaskStores.coordinating(context).state(context);
        this.intake = new UsageIntake(state, expression, partitions);
        context.schedule(BETWEEN_SLICES, PunctuationType.WALL_CLOCK_TIME, at -> runSlice());
    }

    @Override
    public void process(Record<String, Object> record) {
        if (record.value() instanceof Wake wake) {
            run(wake.license(), wake.origin(), wake.appendedAtMs());
        } else if (record.value() instanceof Tick tick) {
            advance(tick);
        }
    }

    private void advance(Tick tick) {
        lastTick = tick.origin();
        var clock = state().clock();
        boolean moved = clock.tick(tick.origin().topic(), tick.timeMs());
        if (tick.origin().topic().equals(USAGE) && clock.appended(tick.appendedAtMs())) {
            forward(new Heartbeat(clock.nowMs(), clock.tickAppendedAtMs()), StepName.COMMIT_TURN);
        }
        if (moved) {
            runSlice();
        }
    }

    /** Lets due licenses happen until the slice is used up; the next slice goes on. What they changed commits with all else. */
    private void runSlice() {
        long now = state().clock().nowMs();
        long startNanos = System.nanoTime();
        int waiting = state().waiting().size();
        String license = state().timers().firstDue(now);
        for (int i = 0; license != null && i < SLICE_LICENSES && System.nanoTime() - startNanos < SLICE_NANOS; i++) {
            if (state().waiting().size() - waiting >= SLICE_WAITING) {
                return;
            }
            run(license, lastTick, 0);
            license = state().timers().firstDue(now);
        }
    }

    private void run(String license, Origin origin, long appendedAtMs) {
        LedgerEntry entry = state().find(license);
        if (entry == null || entry.ledger().license() == null) {
            state().timers().set(license, Timers.NEVER);
            return;
        }
        if (state().parked().hasAny(license) && !isQuarantined(entry)) {
            release(license);
            entry = java.util.Objects.requireNonNull(state().find(license));
        }
        var turn = new Turn(origin, license, state().clock().nowMs(), appendedAtMs, entry);
        LicenseLedger before = entry.ledger();
        if (isQuarantined(entry)) {
            if (state().timers().isDue(license, turn.nowMs)) {
                forward(turn, StepName.CLOSE_PERIODS);
            }
            neverIfStillDue(license, turn, before);
            return;
        }
        try {
            pass(turn, entry.ledger().license(), state().catalog());
            TurnLevels.carry(state(), turn);
            new TurnSeats(state(), turn).carry();
        } catch (RuntimeException e) {
            turn.fail(StepName.ADVANCE_TIME, e);
        }
        forward(turn, StepName.CLOSE_PERIODS);
        neverIfStillDue(license, turn, before);
    }

    /** What stays due although nothing came of it would be looked at for ever, and nothing else. */
    private void neverIfStillDue(String license, Turn turn, LicenseLedger before) {
        LedgerEntry entry = state().find(license);
        boolean waits =
                entry != null && !isQuarantined(entry) && state().parked().hasAny(license);
        boolean moved = turn.failure == null && turn.ledger != null && turn.ledger.closing() != before.closing();
        if (!waits && !moved && state().timers().isDue(license, state().clock().nowMs())) {
            LOG.error("license {} is still due after its timers ran; it is left to its next event", license);
            state().timers().set(license, Timers.NEVER);
        }
    }

    /** Decides on what waited in quarantine, in order, until a slice is used up or a decision fails again. */
    private void release(String license) {
        var entry = java.util.Objects.requireNonNull(state().find(license));
        Parked record = state().parked().first(license);
        for (int i = 0; record != null && i < SLICE_LICENSES && !isQuarantined(entry); i++) {
            Turn turn;
            try {
                turn = intake().take(record, decoder.usage(record.origin(), record.value()), true);
            } catch (WireException e) {
                turn = intake().refuse(record, e);
                turn.released = true;
            }
            turn.parkedOf = license;
            forward(turn, Route.of(turn));
            entry = java.util.Objects.requireNonNull(state().find(license));
            record = state().parked().first(license);
        }
    }

    /** Lets happen to a license what is due. */
    private static void pass(Turn turn, License license, Catalog catalog) {
        if (license.nextDueMs() <= turn.nowMs) {
            var outcome = License.apply(license, LicenseCommand.passTime(license.id()), catalog, turn.nowMs);
            turn.timeline.addAll(outcome.events());
            turn.ledger = java.util.Objects.requireNonNull(turn.ledger).withLicense(outcome.next());
        }
    }

    private static boolean isQuarantined(LedgerEntry entry) {
        return entry.ledger().license() != null && entry.ledger().license().quarantined();
    }

    private void forward(Object value, String step) {
        context().forward(new Record<>("", value, 0), step);
    }

    private TaskState state() {
        return java.util.Objects.requireNonNull(state, "init was not called");
    }

    private UsageIntake intake() {
        return java.util.Objects.requireNonNull(intake, "init was not called");
    }

    private ProcessorContext<String, Object> context() {
        return java.util.Objects.requireNonNull(context, "init was not called");
    }
}
