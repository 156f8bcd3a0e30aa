package io.tallyport.pipeline.step;

import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.MeterVersions;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.metering.NotCountedException;
import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.domain.usage.MeterRecount;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.mapping.MeterRecountMapping;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.state.WaitingMeter;
import io.tallyport.pipeline.step.Correction.Effect;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds what a counted event measured to the license's meters, and to their groups; and takes it back. */
public final class MeterUsageStep extends TurnStep {

    public MeterUsageStep() {
        super(StepName.METER_USAGE);
    }

    @Override
    void decide(Turn turn, LicenseLedger ledger, Catalog catalog) {
        if (turn.correction != null) {
            correct(turn, turn.correction, ledger);
        } else if (turn.recount != null) {
            recount(turn, turn.recount);
        } else if (turn.meterRecount != null) {
            recount(turn, turn.meterRecount, ledger, catalog);
        } else if (turn.event != null && turn.isCounted()) {
            new TurnMeters(state(), turn).add(new Effect(turn.event, turn.contributions), false);
            begin(turn, catalog);
        }
    }

    /** The validity of a license that waits for it begins with its first use. */
    private static void begin(Turn turn, Catalog catalog) {
        LicenseLedger ledger = Objects.requireNonNull(turn.ledger);
        License license = ledger.license();
        if (license != null
                && license.awaitsUse()
                && !Objects.requireNonNull(turn.event).isBackfilled()) {
            var begun = License.apply(license, LicenseCommand.use(license.id()), catalog, turn.nowMs);
            turn.timeline.addAll(begun.events());
            turn.ledger = ledger.withLicense(begun.next());
        }
    }

    private void correct(Turn turn, Correction correction, LicenseLedger ledger) {
        Rejection refused = change(turn, correction);
        if (refused == null) {
            turn.audit.add(audit(turn, correction.asked()));
            return;
        }
        turn.ledger = ledger;
        turn.groups = Map.of();
        turn.recounts = Map.of();
        turn.waiting = Map.of();
        turn.correction = null;
        turn.verdict = UsageVerdict.rejected(refused);
    }

    private @Nullable Rejection change(Turn turn, Correction correction) {
        var meters = new TurnMeters(state(), turn);
        try {
            Rejection refused = correction.removed() == null ? null : meters.remove(correction.removed());
            if (refused != null) {
                return refused;
            }
        } catch (NotCountedException e) {
            return new Rejection(RejectionReason.NOT_COUNTED, "original", "it cannot be taken back: " + e.getMessage());
        }
        if (correction.added() != null) {
            meters.add(correction.added(), correction.asked().kind() == UsageCorrection.Kind.RESTORE);
        }
        return null;
    }

    private void recount(Turn turn, Recount recount) {
        if (!new TurnMeters(state(), turn).replace(recount.totals(), recount.waiting())) {
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.RECOUNT_MISMATCH,
                    "data",
                    "the recount for " + recount.said().cause() + " holds another number of events than there are; "
                            + "it is asked for again"));
            return;
        }
        turn.audit.add(new AuditEntry(
                turn.license,
                StepName.METER_USAGE,
                "usage.recount",
                GroupUsage.seriesOf(recount.said().series()),
                recount.said().totals().size() + " windows"
                        + (recount.said().group().isEmpty()
                                ? ""
                                : " of " + recount.said().group()),
                "",
                recount.said().cause().toString(),
                "",
                turn.origin,
                null));
    }

    private void recount(Turn turn, MeterRecount said, LicenseLedger ledger, Catalog catalog) {
        var key = new WaitingMeter.Key(turn.license, said.meter());
        WaitingMeter waiting = Objects.requireNonNull(turn.waiting.get(key));
        turn.waiting = Map.of();
        if (!TurnRecounts.agrees(waiting, new PeriodTally.Count(said.events(), 0, said.high(), said.low()))) {
            new TurnRecounts(state(), turn).anew(waiting, waiting.attempt() + 1);
            turn.verdict = UsageVerdict.rejected(new Rejection(
                    RejectionReason.RECOUNT_MISMATCH,
                    "data.digest",
                    "the recount of meter " + said.meter() + " for " + said.cause() + " found " + said.events()
                            + " events, and not those that the license counted; it is asked for again"));
            return;
        }
        var totals = MeterRecountMapping.totals(waiting.parts().values());
        new WholeRecount(state(), turn, waiting, MeterVersions.aggregation(ledger, catalog, said.meter()), totals)
                .apply();
        turn.audit.add(new AuditEntry(
                turn.license,
                StepName.METER_USAGE,
                "usage.recount",
                said.meter(),
                "from " + Instant.ofEpochMilli(waiting.fromMs()) + ": " + said.events() + " events, "
                        + said.unmeasured() + " of them it cannot measure",
                "",
                said.cause().toString(),
                "",
                turn.origin,
                null));
    }

    private static AuditEntry audit(Turn turn, UsageCorrection asked) {
        UsageEvent replacement = asked.replacement();
        String other = replacement == null ? asked.movedTo() : replacement.id();
        return new AuditEntry(
                turn.license,
                asked.author(),
                "usage." + asked.kind().name().toLowerCase(Locale.ROOT),
                asked.original().source() + " " + asked.original().id(),
                asked.reason(),
                asked.commandId(),
                asked.originalAt().toString(),
                other,
                turn.origin,
                null);
    }
}
