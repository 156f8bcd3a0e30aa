package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Plan;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.quota.QuotaAlert;
import io.tallyport.domain.quota.QuotaLevel;
import io.tallyport.domain.quota.QuotaSettlement;
import io.tallyport.domain.quota.QuotaState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settles every quota of a license's plan against its usage. */
public final class QuotaStep {

    /**
     * The result.
     *
     * @param next the ledger after it
     * @param alerts what opened or was resolved
     */
    public record Outcome(LicenseLedger next, List<QuotaAlert> alerts) {}

    /**
     * Settles all quotas as of {@code nowMs}. Cheap when nothing changed: it compares and returns the same ledger.
     *
     * @param origin the record that made it necessary
     * @param eventSource source of the usage event, if it was one; else empty
     * @param eventId its id; else empty
     */
    public static Outcome settle(
            LicenseLedger ledger, Catalog catalog, long nowMs, Origin origin, String eventSource, String eventId) {
        Plan plan = ledger.license() == null
                ? null
                : catalog.plans().get(ledger.license().plan());
        var quotas = ledger.quotas();
        List<QuotaAlert> alerts = List.of();
        for (Quota quota : plan == null ? List.<Quota>of() : plan.quotas()) {
            QuotaState before = quotas.get(quota.rule());
            long fromMs = before == null
                    ? ledger.calendar().fromMs(quota.window(), nowMs)
                    : ledger.calendar().fromMs(quota.window(), nowMs, startOf(before, quota));
            BigDecimal used = MeterVersions.used(ledger, catalog, quota, fromMs, nowMs);
            if (before != null && QuotaSettlement.isSettled(quota, before, fromMs, used)) {
                continue;
            }
            var outcome = QuotaSettlement.settle(
                    ledger.id(),
                    ledger.calendar(),
                    quota,
                    before,
                    fromMs,
                    used,
                    inputs -> evidence(quota, catalog, origin, eventSource, eventId, inputs));
            quotas = quotas.with(quota.rule(), outcome.next());
            alerts = joined(alerts, outcome.alerts());
        }
        if (ledger.settledRevision() != catalog.revision()) {
            var ended = endDropped(ledger, plan, quotas, catalog, origin);
            quotas = ended.quotas;
            alerts = joined(alerts, ended.alerts);
        }
        if (quotas == ledger.quotas() && ledger.settledRevision() == catalog.revision()) {
            return new Outcome(ledger, alerts);
        }
        return new Outcome(ledger.withQuotas(quotas, catalog.revision()), alerts);
    }

    /** The rule's name holds its window, but a state is only as good as what was stored. */
    private static long startOf(QuotaState before, Quota quota) {
        return before.quota().window() == quota.window() ? before.windowFromMs() : Long.MIN_VALUE;
    }

    /** Whether usage in the window of an event is past a hard limit: such usage is outside the entitlement. */
    public static boolean isPastHardLimit(LicenseLedger ledger, Catalog catalog, long eventTimeMs) {
        Plan plan = ledger.license() == null
                ? null
                : catalog.plans().get(ledger.license().plan());
        if (plan == null) {
            return false;
        }
        for (Quota quota : plan.quotas()) {
            if (quota.hard()
                    && QuotaSettlement.levelOf(quota, usedAt(ledger, catalog, quota, eventTimeMs))
                            == QuotaLevel.BREACHED) {
                return true;
            }
        }
        return false;
    }

    private static BigDecimal usedAt(LicenseLedger ledger, Catalog catalog, Quota quota, long instantMs) {
        QuotaState state = ledger.quotas().get(quota.rule());
        long nearMs = state == null ? Long.MIN_VALUE : startOf(state, quota);
        return MeterVersions.used(
                ledger, catalog, quota, ledger.calendar().fromMs(quota.window(), instantMs, nearMs), instantMs);
    }

    private record Ended(Keyed<QuotaState> quotas, List<QuotaAlert> alerts) {}

    /** A new revision or plan may no longer have a quota: what it left open is resolved. */
    private static Ended endDropped(
            LicenseLedger ledger, @Nullable Plan plan, Keyed<QuotaState> quotas, Catalog catalog, Origin origin) {
        List<QuotaAlert> alerts = List.of();
        var left = quotas;
        for (String rule : quotas.keys()) {
            if (plan != null && plan.quotas().stream().anyMatch(q -> q.rule().equals(rule))) {
                continue;
            }
            QuotaState state = quotas.get(rule);
            if (state != null) {
                alerts = joined(
                        alerts,
                        QuotaSettlement.end(
                                ledger.id(),
                                ledger.calendar(),
                                state,
                                inputs -> evidence(state.quota(), catalog, origin, "", "", inputs)));
            }
            left = left.without(rule);
        }
        return new Ended(left, alerts);
    }

    private static Evidence evidence(
            Quota quota,
            Catalog catalog,
            Origin origin,
            String eventSource,
            String eventId,
            Map<String, String> inputs) {
        var all = new HashMap<>(inputs);
        all.put("meter", quota.meter());
        return new Evidence(quota.rule(), catalog.revision(), origin, eventSource, eventId, all);
    }

    private static List<QuotaAlert> joined(List<QuotaAlert> a, List<QuotaAlert> b) {
        if (b.isEmpty()) {
            return a;
        }
        var all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private QuotaStep() {}
}
