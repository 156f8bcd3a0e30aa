package io.tallyport.pipeline.step;

import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.ledger.UsageCounting;
import io.tallyport.domain.metering.MeterUsage;
import io.tallyport.domain.metering.Metering.Contribution;
import io.tallyport.domain.usage.Rejection;
import io.tallyport.domain.usage.RejectionReason;
import io.tallyport.domain.usage.UsageCorrection;
import io.tallyport.domain.usage.UsageEvent;
import io.tallyport.domain.usage.UsageVerdict;
import io.tallyport.pipeline.state.GroupUsage;
import io.tallyport.pipeline.step.Correction.Effect;
import java.util.LinkedHashMap;
import java.util.List;
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
        } else if (turn.event != null && turn.isCounted()) {
            add(turn, ledger, new Effect(turn.event, turn.contributions));
        }
    }

    private void correct(Turn turn, Correction correction, LicenseLedger ledger) {
        LicenseLedger left = ledger;
        if (correction.removed() != null) {
            left = remove(turn, ledger, correction.removed());
            if (left == null) {
                turn.groups = Map.of();
                turn.correction = null;
                turn.verdict = UsageVerdict.rejected(new Rejection(
                        RejectionReason.NEEDS_RECOUNT,
                        "original",
                        "a meter of it cannot tell what it would be without the event: that needs a recount"));
                return;
            }
            turn.ledger = left;
        }
        if (correction.added() != null) {
            add(turn, left, correction.added());
        }
        turn.audit.add(audit(turn, correction.asked()));
    }

    private void add(Turn turn, LicenseLedger ledger, Effect added) {
        long timeMs = added.event().timeMs();
        turn.ledger = UsageCounting.count(ledger, added.contributions(), timeMs, turn.nowMs);
        for (Contribution contribution : added.contributions()) {
            if (!contribution.group().isEmpty()) {
                GroupUsage.Key key = GroupKeys.of(turn, added.event(), contribution);
                MeterUsage before = group(turn, key);
                MeterUsage start =
                        before == null ? MeterUsage.none(contribution.meter().aggregation()) : before;
                put(turn, key, start.addToGroup(timeMs, contribution, ledger.calendar(), turn.nowMs));
            }
        }
    }

    /** The ledger without an event, and its groups; null if a meter cannot tell. */
    private @Nullable LicenseLedger remove(Turn turn, LicenseLedger ledger, Effect removed) {
        long timeMs = removed.event().timeMs();
        LicenseLedger left = UsageCounting.uncount(ledger, removed.contributions(), timeMs);
        for (Contribution contribution : left == null ? List.<Contribution>of() : removed.contributions()) {
            if (!contribution.group().isEmpty()) {
                GroupUsage.Key key = GroupKeys.of(turn, removed.event(), contribution);
                MeterUsage before = Objects.requireNonNull(group(turn, key), "no usage of a group that was counted");
                MeterUsage next = before.removeFromGroup(timeMs, contribution, ledger.calendar());
                if (next == null) {
                    return null;
                }
                put(turn, key, next);
            }
        }
        return left;
    }

    private @Nullable MeterUsage group(Turn turn, GroupUsage.Key key) {
        MeterUsage own = turn.groups.get(key);
        return own == null ? state().groups().find(key) : own;
    }

    private static void put(Turn turn, GroupUsage.Key key, MeterUsage usage) {
        turn.groups = turn.groups.isEmpty() ? new LinkedHashMap<>() : turn.groups;
        turn.groups.put(key, usage);
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
