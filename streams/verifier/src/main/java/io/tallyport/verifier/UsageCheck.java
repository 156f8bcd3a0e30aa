package io.tallyport.verifier;

import io.tallyport.verifier.UsageRules.Expected;
import io.tallyport.wire.UsageEventV1;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recomputes the verdict on each usage record of a partition, what it adds, and what must be said when it crosses a limit. */
final class UsageCheck {

    private final UsageRules rules;
    private final Verdicts verdicts;
    private final Totals totals;
    private final Corrections corrections;
    private final CountedEvents events;
    private final Crossings crossings;
    private final CorrectionCheck correctionCheck;
    private final Accounts accounts;
    private final StatementCheck statements;
    private final Licenses licenses;
    private final LifeEvents lives;
    private final SharedIds sharedIds;
    private final Findings findings;
    private final Map<String, Long> kinds = new HashMap<>();

    UsageCheck(
            PartitionLog log,
            Verdicts verdicts,
            Totals totals,
            Corrections corrections,
            CountedEvents events,
            Crossings crossings,
            MeterRecountCheck meterRecounts,
            Accounts accounts,
            StatementCheck statements,
            Licenses licenses,
            LifeEvents lives,
            SharedIds sharedIds,
            Findings findings) {
        this.rules = new UsageRules(log.partition(), log.partitions());
        this.verdicts = verdicts;
        this.totals = totals;
        this.corrections = corrections;
        this.events = events;
        this.crossings = crossings;
        this.correctionCheck = new CorrectionCheck(
                log, rules, corrections, events, totals, crossings, meterRecounts, accounts, findings);
        this.accounts = accounts;
        this.statements = statements;
        this.licenses = licenses;
        this.lives = lives;
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
            decided(record, "REJECTED", saidKind, released);
            return;
        }
        if (saidReason.equals("UNKNOWN_SCHEMA") && record.value() != null) {
            findings.unchecked("verdict.schemaRegisteredSince");
            decided(record, "REJECTED", saidKind, released);
            return;
        }
        var event = record.as(UsageEventV1.class);
        var life = event == null ? null : licenses.find(event.getLicense());
        boolean endUnclear =
                released && event != null && life != null && lives.isDue(event.getLicense(), clock.nowMs());
        if (event != null && life != null && !released) {
            lives.advance(record.place(), event.getLicense(), nowMs);
        }
        var said = new UsageRules.Said(saidKind, saidReason);
        var expected = event != null && Corrections.isOne(event)
                ? correctionCheck.take(record, event, licenses, terms, nowMs, said, released, firm)
                : withRoom(rules.judge(record, licenses, terms, nowMs, said), event, life, saidReason);
        decided(record, expected.kind(), saidKind, released);
        boolean outside = false;
        if (expected.isCounted() && event != null && life != null && expected.id() != null) {
            lives.decided(event.getLicense(), null, firm && !released);
            rules.counted(event, expected.id(), nowMs);
            sharedIds.counted(event);
            corrections.counted(record.place(), expected.values());
            events.counted(record.place(), event, life.windows, expected.values(), terms.revision());
            var at = new Moment(record, event.getLicense(), event.getTimeMs(), life, terms, nowMs, firm);
            outside = count(at, expected, released);
            if (!Backfills.brings(event)) {
                lives.used(at);
            }
        }
        if (published == null) {
            missing(record.place(), expected, firm);
        } else {
            compare(record, published, expected, terms, outside, nowMs, endUnclear);
        }
    }

    /** A certificate is held against what was published: where that is wrong, it was said of the verdict. */
    private void decided(Stored record, String kind, String saidKind, boolean released) {
        kinds.merge(kind, 1L, Long::sum);
        statements.decided(record, saidKind.isEmpty() ? kind : saidKind, released);
    }

    /** A counted event of which a meter may not have the group or subject is rejected after all. */
    private Expected withRoom(Expected expected, @Nullable UsageEventV1 event, @Nullable Life life, String said) {
        if (!expected.isCounted() || event == null || life == null) {
            return expected;
        }
        String refusal = totals.room().refusal(event, life.windows, expected.values(), said);
        return refusal.isEmpty() ? expected : Expected.rejected(refusal);
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
        var before = crossings.before(at);
        expected.values().forEach((meter, value) -> totals.add(at, at.life().windows, meter, at.timeMs(), value));
        var event = at.record().as(UsageEventV1.class);
        if (event != null) {
            accounts.add(at.license(), at.life().windows, event, expected.values(), false);
            at.life().latestMs = Math.max(at.life().latestMs, event.getTimeMs());
        }
        boolean isPast = event != null && Backfills.brings(event);
        boolean outside = !isPast && (!at.life().givesAccess() || crossings.isPastHardLimit(at));
        crossings.after(at, before, released);
        if (!isPast) {
            outsideAlert(at);
        }
        return outside;
    }

    private void outsideAlert(Moment at) {
        if (!at.life().givesAccess() && !at.life().outsideOpen) {
            at.life().outsideOpen = true;
            crossings.requireAlert(at, at.license() + "/outside-entitlement");
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
        var event = subject(record.as(UsageEventV1.class));
        if (expected.reason().equals("RECOUNT") || expected.reason().equals("RECOUNT_PART")) {
            findings.checked("verdicts.recount");
        } else if (expected.isCounted() || expected.kind().equals("CORRECTED")) {
            var life = event == null ? null : licenses.find(event.getLicense());
            String saidZone = verdict.getZone().name();
            String zone = event == null || life == null
                    ? ""
                    : statements.zone(saidZone, event.getLicense(), life.windows, event.getTimeMs(), terms, nowMs);
            if (!saidZone.equals(zone)) {
                differs(
                        published,
                        "verdict-zone",
                        record.place() + " is said to be " + verdict.getZone() + "; it is " + zone);
            }
            if (endUnclear) {
                findings.unchecked("verdict.outsideEntitlementOfReleased");
            } else if (event != null && totals.isUnclear(event.getLicense())) {
                findings.unchecked("verdict.groupsUnclear");
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

    /** The event that a verdict speaks of: of a correction the one that it corrects. */
    private static @Nullable UsageEventV1 subject(@Nullable UsageEventV1 event) {
        return event != null && Corrections.isOne(event) ? event.getOriginal() : event;
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
