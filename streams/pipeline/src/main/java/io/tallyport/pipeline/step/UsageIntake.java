package io.tallyport.pipeline.step;

import io.tallyport.contract.LicensePartition;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.Expression;
import io.tallyport.domain.metering.Metering;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.metering.Subjects;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.domain.usage.CorrectionRules;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.Seen;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageRecord;
import io.tallyport.domain.usage.UsageRecount;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.domain.usage.Zone;
import io.tallyport.expression.sketch.UltraLogLogSketch;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.LedgerEntry;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.StoredValueException;
import io.tallyport.pipeline.state.TaskState;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a usage record into a turn with a verdict, whether it was just read or waited in quarantine. */
final class UsageIntake {

    /** No usage record may be larger. */
    static final int MAX_EVENT_BYTES = 64 * 1024;

    /** A correction holds two events at most, and some words. */
    static final int MAX_CORRECTION_BYTES = 2 * MAX_EVENT_BYTES + 16 * 1024;

    private final TaskState state;
    private final Expression expression;
    private final int partitions;
    private final CorrectionIntake corrections;

    UsageIntake(TaskState state, Expression expression, int partitions) {
        this.state = state;
        this.expression = expression;
        this.partitions = partitions;
        this.corrections = new CorrectionIntake(state, expression, this);
    }

    /** A turn for bytes that are no usage event of a kind that counts. */
    Turn refuse(Parked record, RejectionReason reason, String detail) {
        var turn = new Turn(record.origin(), "", now(record.origin()), record.appendedAtMs(), null);
        turn.verdict = UsageVerdict.rejected(new Rejection(reason, "", detail));
        return turn;
    }

    /** The rejection of bytes that could not be decoded. */
    Turn refuse(Parked record, WireException e) {
        return refuse(record, RejectionReason.valueOf(e.reason().name()), String.valueOf(e.getMessage()));
    }

    /** A turn for a decoded record: its verdict, and what it adds if it counts. */
    Turn take(Parked record, SourceDecoder.Decoded<UsageRecord> decoded, boolean released) {
        UsageRecord usage = decoded.value();
        if (usage == null) {
            return refuse(
                    record,
                    RejectionReason.KIND_UNSUPPORTED,
                    "this version does not decide on records of kind " + decoded.unsupported());
        }
        LedgerEntry entry = usage.license().isEmpty() ? null : state.find(usage.license());
        var turn = new Turn(record.origin(), usage.license(), now(record.origin()), record.appendedAtMs(), entry);
        turn.released = released;
        turn.rawKey = record.key();
        turn.rawValue = record.value();
        try {
            if (usage instanceof UsageEvent event) {
                turn.event = event;
                decide(turn, event, record.value().length);
            } else if (usage instanceof UsageCorrection correction) {
                turn.event = correction.original();
                turn.asksForCorrection = true;
                decide(turn, correction, record.value().length);
            } else if (usage instanceof UsageRecount recount) {
                turn.asksForCorrection = true;
                corrections.decide(turn, recount);
            } else if (usage instanceof MeterRecount recount) {
                turn.asksForCorrection = true;
                corrections.decide(turn, recount);
            }
        } catch (StoredValueException | UncheckedIOException e) {
            // The state, not the license, is at fault.
            throw e;
        } catch (RuntimeException e) {
            turn.fail("admit-usage", e);
        }
        return turn;
    }

    private void decide(Turn turn, UsageEvent event, int bytes) {
        if (bytes > MAX_EVENT_BYTES) {
            tooLarge(turn, bytes, MAX_EVENT_BYTES);
            return;
        }
        var form = UsageAdmission.checkForm(event);
        if (form.isPresent()) {
            turn.verdict = UsageVerdict.rejected(form.get());
            return;
        }
        // A license that is known here lives here: commands are held to the same rule.
        if (turn.entry != null || !isMisrouted(turn, event.license())) {
            judge(turn, event);
        }
    }

    private void decide(Turn turn, UsageCorrection correction, int bytes) {
        if (bytes > MAX_CORRECTION_BYTES) {
            tooLarge(turn, bytes, MAX_CORRECTION_BYTES);
            return;
        }
        var form = CorrectionRules.checkForm(correction);
        if (form.isPresent()) {
            turn.verdict = UsageVerdict.rejected(form.get());
        } else if (turn.entry != null) {
            corrections.decide(turn, correction);
        } else if (!isMisrouted(turn, correction.license())) {
            reject(
                    turn,
                    RejectionReason.LICENSE_UNKNOWN,
                    "license",
                    "there is no license " + correction.license() + " yet");
        }
    }

    private static void tooLarge(Turn turn, int bytes, int most) {
        reject(
                turn,
                RejectionReason.TOO_LARGE,
                "",
                "the record has " + bytes + " bytes; it may have " + most + " at most");
    }

    /** Gives a turn the verdict on an event of a good form, and what it adds if it counts. */
    void judge(Turn turn, UsageEvent event) {
        var license = turn.entry == null ? null : turn.entry.ledger().license();
        var terms = UsageAdmission.checkTerms(event, license, state.catalog(), turn.nowMs);
        if (terms.isPresent()) {
            turn.verdict = UsageVerdict.rejected(terms.get());
            return;
        }
        Rejection refused = event.isBackfilled() && !turn.asksForCorrection ? refusedJob(turn, event) : null;
        if (refused != null) {
            turn.verdict = UsageVerdict.rejected(refused);
            return;
        }
        var measurement =
                Metering.measure(event, state.catalog().metersOf(event.type()), expression, UltraLogLogSketch.MAKER);
        if (measurement.rejection() != null) {
            turn.verdict = UsageVerdict.rejected(measurement.rejection());
            return;
        }
        Seen seen = state.lookUp(event, turn.nowMs);
        if (seen != Seen.NEW) {
            turn.verdict = seen == Seen.SAME_PAYLOAD ? UsageVerdict.duplicate() : UsageVerdict.conflict();
            return;
        }
        if (UsageAdmission.isLate(event, turn.nowMs)) {
            turn.verdict = UsageVerdict.late(event);
            return;
        }
        Contribution full = withoutRoom(turn, event, measurement.contributions());
        if (full != null) {
            turn.verdict = UsageVerdict.rejected(tooMany(turn, event, full));
            return;
        }
        turn.contributions = measurement.contributions();
        turn.verdict = UsageVerdict.counted(zone(turn, event.timeMs()), false);
    }

    /** What keeps an event of a backfill from being counted; what takes the place of one is of the same job, whether that runs or not. */
    private @Nullable Rejection refusedJob(Turn turn, UsageEvent event) {
        var jobs = state.backfills();
        Long beganMs = jobs.beganMs(event.job(), turn.nowMs);
        boolean ofBulk = turn.origin.topic().equals(TopicCatalog.USAGE_BULK.name());
        int known = beganMs == null ? jobs.size(turn.nowMs) : 0;
        Rejection refused = Backfill.check(event, ofBulk, beganMs, known, turn.nowMs);
        return refused == null ? forgottenMonth(turn, event) : refused;
    }

    /** Readings of a month would begin anew where what it held is not there any more. */
    private @Nullable Rejection forgottenMonth(Turn turn, UsageEvent event) {
        var ledger = java.util.Objects.requireNonNull(turn.entry).ledger();
        long fromMs = ledger.calendar().fromMs(Window.MONTH, event.timeMs());
        long toMs = ledger.calendar().toMs(Window.MONTH, fromMs);
        long firstMs = java.util.Objects.requireNonNull(ledger.license()).issuedAtMs()
                - UsageAdmission.ACCEPTANCE_LIMIT.toMillis();
        return state.backfills().isForgotten(fromMs, toMs, firstMs)
                ? new Rejection(
                        RejectionReason.BACKFILL_MONTH_UNKNOWN,
                        "time",
                        "what the month of " + Instant.ofEpochMilli(event.timeMs())
                                + " held was forgotten by a build that kept months for 70 days; adjust the period by hand")
                : null;
    }

    private Rejection tooMany(Turn turn, UsageEvent event, Contribution full) {
        if (!GroupKeys.hasRoomForGroup(state.groups(), turn, event, full)) {
            return new Rejection(
                    RejectionReason.TOO_MANY_GROUPS,
                    "data",
                    "meter " + full.meter().id() + " has " + GroupUsage.MOST
                            + " groups in that month, and may have no more; " + full.group() + " is none of them");
        }
        String subject = full.subjects().get(full.subjects().size() - 1);
        return new Rejection(
                RejectionReason.TOO_MANY_SUBJECTS,
                "subject",
                "meter " + full.meter().id() + " may have " + Subjects.MOST_BELOW
                        + " subjects directly below each other one in a month, and " + Subjects.MOST
                        + " in all; there is no room for " + Subjects.pathOf(subject));
    }

    /** The first contribution to a new group or subject of a meter that may have no more; null if there is none. */
    private @Nullable Contribution withoutRoom(Turn turn, UsageEvent event, List<Contribution> contributions) {
        for (Contribution contribution : contributions) {
            if (!GroupKeys.hasRoom(state.groups(), turn, event, contribution)) {
                return contribution;
            }
        }
        return null;
    }

    Zone zone(Turn turn, long eventTimeMs) {
        var ledger = turn.entry == null ? null : turn.entry.ledger();
        var calendar = ledger == null ? UsageCalendar.UTC : ledger.calendar();
        var closing = ledger == null ? null : ledger.closing();
        return Zone.of(eventTimeMs, calendar, closing == null ? Long.MIN_VALUE : closing.openFromMs(), turn.nowMs);
    }

    private boolean isMisrouted(Turn turn, String license) {
        int home = LicensePartition.of(license, partitions);
        if (home == turn.origin.partition()) {
            return false;
        }
        reject(
                turn,
                RejectionReason.MISROUTED,
                "license",
                "license " + license + " lives in partition " + home + ", but the record lies in partition "
                        + turn.origin.partition());
        return true;
    }

    private static void reject(Turn turn, RejectionReason reason, String field, String detail) {
        turn.verdict = UsageVerdict.rejected(new Rejection(reason, field, detail));
    }

    private long now(Origin origin) {
        return state.clock().nowFor(origin.topic());
    }
}
