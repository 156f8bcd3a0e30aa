package io.tallyport.domain.quota;

import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.evidence.Evidence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares usage with a limit: which thresholds are crossed or cleared, and the level that entitlements rest on. */
public final class QuotaSettlement {

    /**
     * The result.
     *
     * @param next the new state; the very same object if nothing changed
     * @param alerts what opened or was resolved, in order
     */
    public record Outcome(QuotaState next, List<QuotaAlert> alerts) {}

    /**
     * Settles one quota.
     *
     * @param license license id, for alert ids
     * @param calendar the windows of the license
     * @param quota the rule
     * @param before state so far; null if none
     * @param windowFromMs start of the window that now is in
     * @param used usage in that window
     * @param evidence makes the evidence from the inputs used; called only when something changed
     */
    public static Outcome settle(
            String license,
            UsageCalendar calendar,
            Quota quota,
            @Nullable QuotaState before,
            long windowFromMs,
            BigDecimal used,
            Function<java.util.Map<String, String>, Evidence> evidence) {
        QuotaState current = before == null ? QuotaState.fresh(quota, windowFromMs) : before;
        if (isSettled(quota, current, windowFromMs, used)) {
            return new Outcome(current, List.of());
        }
        QuotaLevel level = levelOf(quota, used);
        var why = evidence.apply(java.util.Map.of(
                "used", used.toPlainString(),
                "limit", quota.limit().toPlainString(),
                "window", quota.window().name(),
                "windowFromMs", Long.toString(windowFromMs),
                "hard", Boolean.toString(quota.hard())));
        var alerts = new ArrayList<QuotaAlert>();
        QuotaState start = current;
        if (current.windowFromMs() != windowFromMs) {
            resolveAll(license, calendar, quota, current, why, alerts);
            start = QuotaState.fresh(quota, windowFromMs);
        }
        List<Integer> crossed = List.copyOf(quota.thresholdsPercent().subList(0, quota.reached(used)));
        compareThresholds(license, calendar, quota, start, crossed, windowFromMs, used, why, alerts);
        boolean wasBreached = start.level() == QuotaLevel.BREACHED;
        boolean isBreached = level == QuotaLevel.BREACHED;
        if (wasBreached != isBreached) {
            alerts.add(alert(license, calendar, quota, isBreached, true, windowFromMs, 0, used, why));
        }
        boolean quiet = level == QuotaLevel.WITHIN && crossed.isEmpty();
        return new Outcome(
                new QuotaState(quota, windowFromMs, level, crossed, quiet ? BigDecimal.ZERO : used, quiet ? null : why),
                alerts);
    }

    /** Whether a state says of some usage what there is to say: settling it changes nothing. Makes no garbage. */
    public static boolean isSettled(Quota quota, QuotaState state, long windowFromMs, BigDecimal used) {
        return state.windowFromMs() == windowFromMs
                && state.level() == levelOf(quota, used)
                && state.crossed().size() == quota.reached(used)
                && state.quota().equals(quota);
    }

    /** Resolves whatever is open, because the quota is no longer part of the terms. */
    public static List<QuotaAlert> end(
            String license,
            UsageCalendar calendar,
            QuotaState state,
            Function<java.util.Map<String, String>, Evidence> evidence) {
        var alerts = new ArrayList<QuotaAlert>();
        resolveAll(license, calendar, state.quota(), state, evidence.apply(java.util.Map.of("ended", "true")), alerts);
        return alerts;
    }

    /** The level of some usage. */
    public static QuotaLevel levelOf(Quota quota, BigDecimal used) {
        int comparison = used.compareTo(quota.limit());
        if (comparison > 0) {
            return QuotaLevel.BREACHED;
        }
        if (comparison == 0) {
            return QuotaLevel.EXHAUSTED;
        }
        return quota.reached(used) > 0 ? QuotaLevel.NEAR : QuotaLevel.WITHIN;
    }

    private static void compareThresholds(
            String license,
            UsageCalendar calendar,
            Quota quota,
            QuotaState before,
            List<Integer> crossed,
            long windowFromMs,
            BigDecimal used,
            Evidence why,
            List<QuotaAlert> alerts) {
        for (int percent : crossed) {
            if (!before.crossed().contains(percent)) {
                alerts.add(alert(license, calendar, quota, true, false, windowFromMs, percent, used, why));
            }
        }
        for (int percent : before.crossed()) {
            if (!crossed.contains(percent)) {
                alerts.add(alert(license, calendar, quota, false, false, windowFromMs, percent, used, why));
            }
        }
    }

    private static void resolveAll(
            String license,
            UsageCalendar calendar,
            Quota quota,
            QuotaState state,
            Evidence why,
            List<QuotaAlert> alerts) {
        for (int percent : state.crossed()) {
            alerts.add(alert(
                    license,
                    calendar,
                    quota,
                    false,
                    false,
                    state.windowFromMs(),
                    percent,
                    state.usedWhenDecided(),
                    why));
        }
        if (state.level() == QuotaLevel.BREACHED) {
            alerts.add(alert(
                    license, calendar, quota, false, true, state.windowFromMs(), 0, state.usedWhenDecided(), why));
        }
    }

    private static QuotaAlert alert(
            String license,
            UsageCalendar calendar,
            Quota quota,
            boolean opened,
            boolean breach,
            long windowFromMs,
            int percent,
            BigDecimal used,
            Evidence why) {
        String id = license + "/" + quota.rule() + "/" + windowFromMs + "/" + (breach ? "breach" : percent);
        return new QuotaAlert(
                id,
                opened,
                breach,
                quota,
                windowFromMs,
                calendar.toMs(quota.window(), windowFromMs),
                percent,
                used,
                why);
    }

    private QuotaSettlement() {}
}
