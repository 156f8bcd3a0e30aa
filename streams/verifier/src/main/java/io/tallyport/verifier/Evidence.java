package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.verifier.Totals.Window;
import io.tallyport.wire.EvidenceV1;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What alerts and denials rest on: the record that led to each must exist, the rule must be in the catalog that it
 * names, and the usage that it names must be what was counted at that record.
 *
 * <p>A timer names the last tick before it ran, and usage may be counted between the two. So usage that time alone
 * settled may also be a later total; usage that an event settled may not. A level grows by itself: what it came to is told as of the tick
 * at which that was settled.
 */
final class Evidence {

    /**
     * What a piece of evidence says of a window.
     *
     * @param window the window
     * @param rule the limit's name
     * @param revision catalog revision
     * @param limit the limit
     * @param hard whether it is hard
     * @param used usage
     * @param origin the record that led to it
     * @param event its id, if it is a usage event
     */
    record Claim(
            Window window,
            String rule,
            long revision,
            BigDecimal limit,
            boolean hard,
            BigDecimal used,
            Place origin,
            String event) {}

    private final Map<Place, List<Claim>> byOrigin = new HashMap<>();
    /** What a timer settled at some time, behind its origin. */
    private record Waiting(Claim claim, long asOfMs) {}

    private final Map<Claim, Place> published = new HashMap<>();
    private final Map<Place, Place> founded = new HashMap<>();
    private final Map<String, List<Waiting>> waiting = new HashMap<>();
    private final Set<String> openings = new HashSet<>();
    private final Set<String> everOpened = new HashSet<>();
    private final Totals totals;
    private final Catalogs catalogs;
    private final TickClock clock;
    private final Findings findings;

    Evidence(PartitionLog log, Totals totals, Catalogs catalogs, TickClock clock, Findings findings) {
        this.totals = totals;
        this.catalogs = catalogs;
        this.clock = clock;
        this.findings = findings;
        new PublishedEvidence(findings, this).read(log);
    }

    /** Says that an output rests on a record. */
    void requireOrigin(Place output, EvidenceV1 evidence) {
        if (evidence.getOffset() < 0) {
            // A timer that ran before the first tick after a restart names none.
            findings.unchecked("evidence.withoutOffset");
            return;
        }
        founded.putIfAbsent(originOf(evidence), output);
    }

    /** Says what an output claims about usage at its origin. */
    void claim(Place output, Claim claim) {
        if (claim.origin().offset() >= 0 && published.putIfAbsent(claim, output) == null) {
            byOrigin.computeIfAbsent(claim.origin(), o -> new ArrayList<>()).add(claim);
        }
    }

    /** Notes an incident that was opened. */
    void opened(EvidenceV1 evidence, String alertId) {
        openings.add(originOf(evidence) + " " + alertId);
        everOpened.add(alertId);
    }

    boolean isOpened(Place origin, String alertId) {
        return openings.contains(origin + " " + alertId);
    }

    /** Whether an incident was opened at all, by whatever. */
    boolean wasOpened(String alertId) {
        return everOpened.contains(alertId);
    }

    /** Before a record is taken: what time alone settled rests on the totals without it. */
    void before(Place origin, String license, Licenses licenses) {
        founded.remove(origin);
        counted(license, licenses);
        var claims = byOrigin.get(origin);
        if (claims != null) {
            claims.removeIf(claim -> claim.event().isEmpty() && agrees(claim, clock.nowMs()) && terms(claim, licenses));
        }
    }

    /** After a record was taken. */
    void after(Stored record, Licenses licenses, String license, String event, boolean parked) {
        var claims = byOrigin.get(record.place());
        if (claims == null) {
            return;
        }
        var later = new ArrayList<Claim>();
        for (Claim claim : claims) {
            if (!claim.event().isEmpty() && parked) {
                later.add(claim);
            } else if (claim.event().isEmpty()) {
                if (!agrees(claim, clock.nowMs()) || !terms(claim, licenses)) {
                    waiting.computeIfAbsent(claim.window().license(), l -> new ArrayList<>())
                            .add(new Waiting(claim, clock.nowMs()));
                }
            } else if (!claim.event().equals(event) || !claim.window().license().equals(license)) {
                differs(claim, "evidence-event", "the record is not event " + claim.event() + " of that license");
            } else if (!agrees(claim, clock.nowMs())) {
                differs(claim, "evidence-used", usage(claim, clock.nowMs()));
            } else if (!terms(claim, licenses)) {
                differs(claim, "evidence-rule", "the catalog says otherwise of " + claim.rule());
            }
        }
        if (later.isEmpty()) {
            byOrigin.remove(record.place());
        } else {
            byOrigin.put(record.place(), later);
        }
    }

    /** After usage of a license was counted: a timer may have run just now. */
    void counted(String license, Licenses licenses) {
        var claims = waiting.get(license);
        if (claims != null) {
            claims.removeIf(one -> agrees(one.claim, one.asOfMs) && terms(one.claim, licenses));
        }
    }

    /** At the end: what never agreed, and what rests on nothing. */
    void finish(Map<String, SourceCursor> cursors, Licenses licenses) {
        waiting.keySet().forEach(license -> counted(license, licenses));
        waiting.values()
                .forEach(claims ->
                        claims.forEach(one -> differs(one.claim, "evidence-used", usage(one.claim, one.asOfMs))));
        founded.forEach((origin, output) -> unfounded(origin, output, cursors));
        byOrigin.values().forEach(claims -> claims.forEach(claim -> unfounded(claim.origin(), output(claim), cursors)));
    }

    static Place originOf(EvidenceV1 evidence) {
        return new Place(evidence.getTopic(), evidence.getPartition(), evidence.getOffset());
    }

    private void unfounded(Place origin, Place output, Map<String, SourceCursor> cursors) {
        var cursor = cursors.get(origin.topic());
        if (cursor != null && cursor.isPending(origin.offset())) {
            findings.unchecked("evidence.pending");
        } else {
            findings.differs(
                    output, "evidence-unfounded", "it rests on " + origin + ", which the journal did not take");
        }
    }

    /** Whether a claim says what was used by some instant. */
    private boolean agrees(Claim claim, long asOfMs) {
        if (totals.isUnclear(claim.window().license())) {
            findings.unchecked("evidence.groupsUnclear");
            return true;
        }
        boolean agrees = totals.value(claim.window(), asOfMs).compareTo(claim.used()) == 0;
        if (agrees) {
            findings.checked("evidence");
        }
        return agrees;
    }

    private boolean terms(Claim claim, Licenses licenses) {
        var life = licenses.find(claim.window().license());
        var terms = catalogs.revision(claim.revision()).orElse(null);
        return life != null
                && terms != null
                && (terms(claim, terms, life.plan()) || terms(claim, terms, life.planBefore()));
    }

    private static boolean terms(Claim claim, Terms terms, String plan) {
        return terms.limit(plan, claim.rule())
                .filter(limit -> limit.limit().compareTo(claim.limit()) == 0 && limit.hard() == claim.hard())
                .isPresent();
    }

    private String usage(Claim claim, long asOfMs) {
        return claim.window() + " is said to have used " + claim.used().toPlainString() + " at " + claim.origin()
                + "; it had used " + totals.value(claim.window(), asOfMs).toPlainString();
    }

    private void differs(Claim claim, String law, String detail) {
        findings.differs(output(claim), law, detail);
    }

    private Place output(Claim claim) {
        @Nullable Place output = published.get(claim);
        return output == null
                ? new Place(TopicCatalog.QUOTA_ALERTS.name(), claim.origin().partition(), -1)
                : output;
    }
}
