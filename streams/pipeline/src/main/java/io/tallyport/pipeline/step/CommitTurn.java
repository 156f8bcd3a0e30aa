package io.tallyport.pipeline.step;

import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.PipelineMetrics;
import io.tallyport.pipeline.mapping.OutputEncoder;
import io.tallyport.pipeline.state.CommitJournal.CountedRun;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.LedgerEntry;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import io.tallyport.pipeline.state.TaskStores;
import io.tallyport.pipeline.step.TurnOutputs.Output;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last step, and the only one that changes state or says anything: a turn that succeeded is taken over as a whole,
 * a turn that failed is dropped as a whole and its license quarantined. At each commit it says what became of the
 * counted records, and the readings that changed.
 */
public final class CommitTurn implements Processor<String, Object, OutputKey, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(CommitTurn.class);
    private static final Duration BETWEEN_COMMITS = Duration.ofMillis(20);
    private static final Duration LOOKS_FOR_COMMIT = Duration.ofMillis(5);
    /** Keeps a journal record far below {@link OutputEncoder#MAX_RECORD_BYTES}. */
    private static final int RUNS_PER_RECORD = 2_000;

    private final OutputEncoder encoder;
    private final PipelineMetrics metrics;
    private @Nullable ProcessorContext<OutputKey, byte[]> context;
    private @Nullable TaskState state;
    private @Nullable TurnOutputs outputs;
    /** While a commit is wanted that must wait for the end of the pause. */
    private @Nullable Cancellable delayedCommit;

    private int partition;
    private final CommitPace pace = new CommitPace(BETWEEN_COMMITS.toNanos(), System.nanoTime());

    public CommitTurn(OutputEncoder encoder, PipelineMetrics metrics) {
        this.encoder = encoder;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<OutputKey, byte[]> context) {
        this.context = context;
        partition = context.taskId().partition();
        var store = TaskStores.coordinating(context);
        TaskState state = store.state(context);
        this.state = state;
        outputs = new TurnOutputs(
                encoder, partition, state::catalog, () -> state.clock().tickAppendedAtMs(), state.tallies());
        store.onFlush(context, this::flush);
        metrics.taskStarted(partition, state);
    }

    @Override
    public void close() {
        metrics.taskEnded(partition);
    }

    @Override
    public void process(Record<String, Object> record) {
        if (record.value() instanceof Heartbeat beat) {
            send(new Output(
                    Sink.SNAPSHOTS,
                    "heartbeat/" + partition,
                    encoder.heartbeat(partition, beat.nowMs(), beat.tickAppendedAtMs())));
        } else if (record.value() instanceof Turn turn) {
            commit(turn);
        }
    }

    private void commit(Turn turn) {
        List<Output> said = List.of();
        if (turn.failure == null) {
            try {
                said = outputs().of(turn);
            } catch (RuntimeException e) {
                turn.fail(StepName.COMMIT_TURN, e);
            }
        }
        if (turn.failure == null) {
            takeOver(turn, said);
        } else {
            hold(turn, turn.failure);
        }
    }

    private void takeOver(Turn turn, List<Output> said) {
        if (turn.verdict != null) {
            state().journal().took(turn.origin, turn.parkedOf.isEmpty() ? Phase.READ : Phase.RELEASED);
            metrics.decided(turn.verdict);
            state().tallies().decided(turn.origin, turn.verdict.kind(), !turn.parkedOf.isEmpty());
            state().unattributed().decided(turn.origin, turn.license, turn.eventSource(), turn.verdict, turn.nowMs);
        }
        if (turn.verdict != null && turn.verdict.zone() != null && turn.event != null && turn.isCounted()) {
            state().remember(turn.event, turn.nowMs);
            state().journal()
                    .counted(
                            turn.origin,
                            turn.verdict.zone(),
                            turn.verdict.outsideEntitlement(),
                            state().catalog().revision());
        }
        if (turn.correction != null) {
            remember(turn, turn.correction);
        }
        if (!turn.parkedOf.isEmpty()) {
            boolean counted = turn.isCounted() || turn.correction != null;
            if (counted) {
                state().released(turn.parkedOf, turn.origin);
            }
            state().parked().removeFirst(turn.parkedOf);
        }
        if (turn.entry != null && turn.ledger != null) {
            state().commit(turn.entry, turn.ledger);
            LicenseLedger ledger = turn.ledger;
            turn.groups.forEach((group, usage) -> state().commit(group, usage, ledger));
            turn.recounts.values().forEach(state()::commit);
            turn.recounted.forEach(state()::finish);
            turn.waiting.values().forEach(state()::commit);
        }
        said.forEach(this::send);
        turn.statements.forEach(metrics::stated);
        if (turn.entitlement != null) {
            long nowMs = context().currentSystemTimeMs();
            metrics.published(turn.appendedAtMs, nowMs);
            pace.want(nowMs - turn.appendedAtMs);
            commitIfDue();
        }
    }

    private void remember(Turn turn, Correction correction) {
        var asked = correction.asked();
        boolean amends = asked.kind() == UsageCorrection.Kind.AMEND;
        boolean replaced = asked.kind() != UsageCorrection.Kind.RESTORE && asked.isOfAmendment();
        state().remember(asked.original(), correction.before(), asked.commandId(), replaced, turn.nowMs);
        UsageEvent replacement = asked.replacement();
        if (amends && replacement != null) {
            state().remember(replacement, turn.nowMs);
        } else if (replacement != null && correction.replacementBefore() != null) {
            // The original counts in its place again: alone it must not come back.
            state().remember(replacement, correction.replacementBefore(), asked.commandId(), true, turn.nowMs);
        }
    }

    /** Drops what a failed turn would have done, and holds its license; only the license is affected. */
    private void hold(Turn failed, RuntimeException failure) {
        LOG.error(
                "step {} failed on {} of license {}; the license is quarantined",
                failed.failedStep,
                failed.origin,
                failed.license,
                failure);
        LedgerEntry entry = failed.entry;
        if (entry == null || entry.ledger().license() == null) {
            giveUp(failed, failure);
            return;
        }
        Turn quarantine = Quarantine.of(failed, entry, state().catalog());
        if (failed.command != null) {
            quarantine.timeline.add(Quarantine.refusal(failed, failure));
        }
        if (failed.rawValue != null && failed.rawKey != null && failed.parkedOf.isEmpty()) {
            state().parked()
                    .park(
                            failed.license,
                            new Parked(failed.origin, failed.appendedAtMs, failed.rawKey, failed.rawValue));
            state().journal().took(failed.origin, Phase.PARKED);
            state().tallies().parked(failed.origin);
        }
        takeOver(quarantine, outputs().of(quarantine));
    }

    /** Without a license to hold, the record itself is refused. */
    private void giveUp(Turn failed, RuntimeException failure) {
        var turn = new Turn(failed.origin, failed.license, failed.nowMs, failed.appendedAtMs, null);
        if (failed.command != null) {
            turn.timeline.add(Quarantine.refusal(failed, failure));
        } else {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.DECISION_FAILED, "", "step " + failed.failedStep + " failed: " + failure));
        }
        turn.parkedOf = failed.parkedOf;
        takeOver(turn, outputs().of(turn));
    }

    /** Runs before every transaction commits; what it sends commits with the source offsets. */
    private void flush() {
        long startNanos = System.nanoTime();
        pace.committed(startNanos);
        if (delayedCommit != null) {
            delayedCommit.cancel();
            delayedCommit = null;
        }
        long now = state().clock().nowMs();
        for (CountedRun run : state().journal().takeCounted()) {
            send(new Output(Sink.VERDICTS, "partition/" + partition, encoder.counted(run, now)));
        }
        new RecountQuestions(state(), encoder, now).ready().forEach(this::send);
        for (var month : state().unattributed().takeDue(now, state().catalog().lateDataGraceMs())) {
            send(new Output(
                    Sink.STATEMENTS,
                    "unattributed/" + partition,
                    encoder.unattributed(month, partition, state().catalog().revision(), now)));
        }
        state().flush(entry -> encoder.readings(
                        entry.logged(),
                        entry.ledger(),
                        state().groups().changed(entry.ledger().id()),
                        state().marks(entry.ledger()),
                        state().catalog(),
                        entry::nextReadingVersion,
                        now)
                .forEach(
                        reading -> send(new Output(Sink.READINGS, entry.ledger().id(), reading))));
        var runs = state().journal().takeRuns();
        for (int from = 0; from < runs.size(); from += RUNS_PER_RECORD) {
            var part = runs.subList(from, Math.min(runs.size(), from + RUNS_PER_RECORD));
            send(new Output(
                    Sink.JOURNAL,
                    "partition/" + partition,
                    encoder.journal(part, partition, state().nextJournalSequence(), now)));
        }
        metrics.flushed(System.nanoTime() - startNanos);
    }

    private void commitIfDue() {
        if (pace.isDue(System.nanoTime())) {
            context().commit();
        } else if (pace.isWanted() && delayedCommit == null) {
            delayedCommit = context().schedule(LOOKS_FOR_COMMIT, PunctuationType.WALL_CLOCK_TIME, at -> commitIfDue());
        }
    }

    private void send(Output output) {
        context()
                .forward(
                        new Record<>(
                                new OutputKey(output.key(), partition),
                                output.value(),
                                context().currentSystemTimeMs()),
                        output.sink().node());
    }

    private TaskState state() {
        return java.util.Objects.requireNonNull(state, "init was not called");
    }

    private TurnOutputs outputs() {
        return java.util.Objects.requireNonNull(outputs, "init was not called");
    }

    private ProcessorContext<OutputKey, byte[]> context() {
        return java.util.Objects.requireNonNull(context, "init was not called");
    }
}
