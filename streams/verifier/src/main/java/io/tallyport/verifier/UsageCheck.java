package io.tallyport.verifier;

import io.tallyport.verifier.Totals.Window;
import io.tallyport.verifier.UsageRules.Expected;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recomputes the verdict on each usage record of a partition, what it adds, and what must be said when it crosses a limit. */
final class UsageCheck {

    private final UsageRules rules;
    private final Verdicts verdicts;
    private final Totals totals;
    private final Evidence evidence;
    private final Licenses licenses;
    private final LicenseAnswers answers;
    private final SharedIds sharedIds;
    private final Findings findings;
    private final Map<String, Long> kinds = new HashMap<>();

    /** What is the same for all that one record leads to. */
    private record Moment(
            Stored record, UsageEventV1 event, Licenses.Life life, Terms terms, long nowMs, boolean firm) {}

    UsageCheck(
            PartitionLog log,
            Verdicts verdicts,
            Totals totals,
            Evidence evidence,
            Licenses licenses,
            LicenseAnswers answers,
            SharedIds sharedIds,
            Findings findings) {
        this.rules = new UsageRules(log.partition(), log.partitions());
        this.verdicts = verdicts;
        this.totals = totals;
        this.evidence = evidence;
        this.licenses = licenses;
        this.answers = answers;
        this.sharedIds = sharedIds;
        this.findings = findings;
    }

    Map<String, Long> kinds() {
        return kinds;
    }

    void take(Stored record, Terms terms, TickClock clock, boolean released, boolean firm) {
        long nowMs = clock.nowFor(record.place().topic());
        var published = verdicts.find(record.place());
        verdicts.take(record.place());
        String saidKind = published == null ? "" : published.kind();
        String saidReason = published == null ? "" : published.verdict().getReason();
        if (saidReason.equals("DECISION_FAILED")) {
            findings.unchecked("verdict.failedDecisions");
            kinds.merge("REJECTED", 1L, Long::sum);
            return;
        }
        if (saidReason.equals("UNKNOWN_SCHEMA") && record.value() != null) {
            findings.unchecked("verdict.schemaRegisteredSince");
            kinds.merge("REJECTED", 1L, Long::sum);
            return;
        }
        var event = record.as(UsageEventV1.class);
        var life = event == null ? null : licenses.find(event.getLicense());
        boolean endUnclear = released && life != null && life.isPastEnd(clock.nowMs());
        if (life != null && !released) {
            life.lapse(clock.nowMs());
        }
        var expected = withRoom(
                rules.judge(record, licenses, terms, nowMs, new UsageRules.Said(saidKind, saidReason)), event, life);
        kinds.merge(expected.kind(), 1L, Long::sum);
        boolean outside = false;
        if (expected.isCounted() && event != null && life != null && expected.id() != null) {
            rules.counted(event, expected.id(), nowMs);
            sharedIds.counted(event);
            outside = count(new Moment(record, event, life, terms, nowMs, firm), expected, released);
        }
        if (published == null) {
            missing(record.place(), expected, firm);
        } else {
            compare(record, published, expected, terms, outside, nowMs, endUnclear);
        }
    }

    /** A counted event of which a meter may not have the group is rejected after all. */
    private Expected withRoom(Expected expected, @Nullable UsageEventV1 event, Licenses.@Nullable Life life) {
        if (expected.isCounted() && event != null && life != null) {
            for (var added : expected.values().entrySet()) {
                String group = added.getValue().group();
                if (!totals.hasRoom(event.getLicense(), life.windows, added.getKey(), event.getTimeMs(), group)) {
                    return Expected.rejected("TOO_MANY_GROUPS");
                }
            }
        }
        return expected;
    }

    private void missing(Place place, Expected expected, boolean firm) {
        if (!firm || verdicts.isTruncated()) {
            findings.unchecked(firm ? "verdict.removedByRetention" : "verdict.notYetRead");
            return;
        }
        findings.differs(place, "verdict-missing", "the record has no verdict; it must be " + text(expected));
    }

    /** Adds to the totals; returns whether the usage was outside the entitlement. */
    private boolean count(Moment at, Expected expected, boolean released) {
        String license = at.event.getLicense();
        var before = new HashMap<Window, BigDecimal>();
        var plan = at.terms.plans().get(at.life.plan);
        List<Terms.Limit> limits = plan == null ? List.of() : plan.limits();
        for (Terms.Limit limit : limits) {
            var window = windowAt(at, limit, at.nowMs);
            before.put(window, totals.value(window));
        }
        expected.values()
                .forEach((meter, value) ->
                        totals.add(at.record.place(), license, at.life.windows, meter, at.event.getTimeMs(), value));
        boolean outside = !at.life.isActive();
        for (Terms.Limit limit : limits) {
            var current = windowAt(at, limit, at.nowMs);
            var own = windowAt(at, limit, at.event.getTimeMs());
            outside |= limit.hard() && limit.passed(totals.value(own));
            if (released) {
                // Limits may have changed while the record waited; what was settled meanwhile is not recomputed.
                findings.unchecked("alert.crossingsOfReleased");
            } else {
                crossings(at, limit, current, before.getOrDefault(current, BigDecimal.ZERO));
            }
        }
        outsideAlert(at);
        return outside;
    }

    private static Window windowAt(Moment at, Terms.Limit limit, long ms) {
        return new Window(
                at.event.getLicense(), limit.meter(), limit.period(), at.life.windows.from(limit.period(), ms));
    }

    private void crossings(Moment at, Terms.Limit limit, Window window, BigDecimal before) {
        BigDecimal after = totals.value(window);
        if (after.compareTo(before) == 0) {
            return;
        }
        String incident = window.license() + "/" + limit.rule() + "/" + window.fromMs() + "/";
        for (int percent : limit.percents()) {
            if (limit.reached(percent, after) && !limit.reached(percent, before)) {
                requireAlert(at, incident + percent);
            }
        }
        if (limit.passed(after) && !limit.passed(before)) {
            requireAlert(at, incident + "breach");
        }
    }

    private void outsideAlert(Moment at) {
        if (!at.life.isActive() && !at.life.outsideOpen) {
            at.life.outsideOpen = true;
            requireAlert(at, at.event.getLicense() + "/outside-entitlement");
        }
    }

    private void requireAlert(Moment at, String alertId) {
        if (evidence.isOpened(at.record.place(), alertId)) {
            findings.checked("crossings");
        } else if (answers.wasHeld(at.event.getLicense()) || !at.firm) {
            findings.unchecked("alert.crossings");
        } else {
            findings.differs(at.record.place(), "alert-missing", "it must open the incident " + alertId);
        }
    }

    private void compare(
            Stored record,
            Verdicts.Published published,
            Expected expected,
            Terms terms,
            boolean outside,
            long nowMs,
            boolean endUnclear) {
        findings.checked("verdicts");
        var verdict = published.verdict();
        String said = published.kind() + (verdict.getReason().isEmpty() ? "" : " " + verdict.getReason());
        if (!said.equals(text(expected))) {
            differs(
                    published,
                    "verdict-wrong",
                    record.place() + " is said to be " + said + "; it is " + text(expected));
            return;
        }
        var event = record.as(UsageEventV1.class);
        if (expected.isCounted()) {
            var life = event == null ? null : licenses.find(event.getLicense());
            String zone =
                    event == null || life == null ? "" : life.windows.zoneOf(event.getTimeMs(), terms.graceMs(), nowMs);
            if (!verdict.getZone().name().equals(zone)) {
                differs(
                        published,
                        "verdict-zone",
                        record.place() + " is said to be " + verdict.getZone() + "; it is " + zone);
            }
            if (endUnclear) {
                findings.unchecked("verdict.outsideEntitlementOfReleased");
            } else if (verdict.getOutsideEntitlement() != outside) {
                differs(
                        published,
                        "verdict-outside",
                        record.place() + " is said to be " + (outside ? "inside" : "outside") + " the entitlement");
            }
        } else if (event != null && expected.id() != null && !names(published, event)) {
            differs(published, "verdict-names", "it names another event than the one at " + record.place());
        }
    }

    private static boolean names(Verdicts.Published published, UsageEventV1 event) {
        var verdict = published.verdict();
        return verdict.getLicense().equals(event.getLicense())
                && verdict.getSource().equals(event.getSource())
                && verdict.getId().equals(event.getId())
                && verdict.getTimeMs() == event.getTimeMs();
    }

    private void differs(Verdicts.Published published, String law, String detail) {
        findings.differs(published.place(), law, detail);
    }

    private static String text(Expected expected) {
        return expected.kind() + (expected.reason().isEmpty() ? "" : " " + expected.reason());
    }
}
