package io.tallyport.pipeline.step;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.WireException;
import io.tallyport.domain.anomaly.AlertStatus;
import io.tallyport.domain.anomaly.AnomalyAlert;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.StatementCommands;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.statement.Statement;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides license commands through the state machine; every command is answered by exactly one license event. */
public final class ApplyLicenseCommand extends SourceProcessor {

    /** What is written beside a license id as a key (heartbeats, store parts) can be no license id. */
    private static final Pattern LICENSE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}");

    private final SourceDecoder decoder;
    private final int partitions;

    public ApplyLicenseCommand(SourceDecoder decoder, int partitions) {
        this.decoder = decoder;
        this.partitions = partitions;
    }

    @Override
    void begin(TaskState state) {}

    @Override
    void take(Parked record) {
        SourceDecoder.Decoded<LicenseCommand> decoded;
        try {
            decoded = decoder.command(record.value());
        } catch (WireException e) {
            ignore(record, e.reason().name(), String.valueOf(e.getMessage()));
            return;
        }
        if (decoded.isTick()) {
            tick(record, decoded.tickMs());
            return;
        }
        LicenseCommand command = decoded.value();
        if (command == null) {
            ignore(record, "KIND_UNSUPPORTED", "this version knows no command " + decoded.unsupported());
            return;
        }
        if (!LICENSE_ID.matcher(command.license()).matches()) {
            ignore(record, "LICENSE_ID_INVALID", "a license id has 1 to 128 letters, digits and . _ : ~ -");
            return;
        }
        if (LicensePartition.of(command.license(), partitions)
                != record.origin().partition()) {
            ignore(record, "MISROUTED", "license " + command.license() + " lives in another partition");
            return;
        }
        wakeIfDue(command.license(), record);
        apply(record, command);
    }

    private void apply(Parked record, LicenseCommand command) {
        long now = state().clock().nowFor(record.origin().topic());
        state().journal().took(record.origin(), Phase.READ);
        var entry = state().findOrCreate(command.license());
        var turn = new Turn(record.origin(), command.license(), now, record.appendedAtMs(), entry);
        turn.command = command;
        try {
            decide(turn, command, entry.ledger().license());
        } catch (RuntimeException e) {
            turn.fail(StepName.APPLY_LICENSE_COMMAND, e);
        }
        forward(turn, StepName.CLOSE_PERIODS);
    }

    private void decide(Turn turn, LicenseCommand command, @Nullable License before) {
        var seats = new TurnSeats(state(), turn);
        seats.carry();
        LicenseLedger ledger = java.util.Objects.requireNonNull(turn.ledger);
        var circumstances = StatementCommands.circumstances(ledger, command, state().catalog(), turn.nowMs);
        var outcome = License.apply(before, command, state().catalog(), turn.nowMs, circumstances);
        turn.ledger = ledger.withLicense(outcome.next());
        LicenseState state = before == null ? null : before.state();
        for (LicenseTimelineEvent event : outcome.events()) {
            turn.timeline.add(event);
            if (state != null
                    && state.isOver()
                    && event.state() != null
                    && !event.state().isOver()) {
                seats.resume();
            }
            state = event.state();
            if (!outcome.repeated()) {
                turn.audit.add(audit(turn, command, before, event));
                turn.ledger = StatementCommands.obeyed(turn.ledger, command, event.type(), turn.nowMs);
                seats.obey(command, event.type());
                if (event.type() == LicenseEventType.STATEMENT_RELEASED) {
                    turn.release = new Statement.Release(command.author(), command.reason());
                }
            }
            if (!outcome.repeated() && event.type() == LicenseEventType.RELEASED) {
                turn.anomalies.add(AnomalyAlert.quarantine(
                        turn.license,
                        AlertStatus.RESOLVED,
                        "released by " + command.author(),
                        new Evidence(
                                "quarantine",
                                state().catalog().revision(),
                                turn.origin,
                                "",
                                "",
                                Map.of("commandId", command.commandId()))));
            }
        }
    }

    private static AuditEntry audit(
            Turn turn, LicenseCommand command, @Nullable License before, LicenseTimelineEvent event) {
        return new AuditEntry(
                turn.license,
                command.author(),
                "license." + command.kind().name().toLowerCase(Locale.ROOT),
                turn.license,
                event.refusal().isEmpty() ? command.reason() : event.refusal() + ": " + event.detail(),
                command.commandId(),
                before == null ? "" : before.state().name(),
                event.state() == null ? "" : event.state().name(),
                turn.origin,
                null);
    }

    /** What cannot be answered, because it names nobody, is at least written down. */
    private void ignore(Parked record, String code, String detail) {
        state().journal().took(record.origin(), Phase.READ);
        var turn = new Turn(record.origin(), "", state().clock().nowMs(), record.appendedAtMs(), null);
        turn.audit.add(new AuditEntry(
                "",
                StepName.APPLY_LICENSE_COMMAND,
                "command.ignore",
                record.origin().toString(),
                code + ": " + detail,
                "",
                "",
                "",
                record.origin(),
                null));
        forward(turn, StepName.COMMIT_TURN);
    }
}
