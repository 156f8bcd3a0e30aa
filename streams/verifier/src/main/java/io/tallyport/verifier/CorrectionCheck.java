package io.tallyport.verifier;

import io.tallyport.verifier.UsageRules.Expected;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.UsageKind;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Recomputes what a correction of usage must come to, and takes it out of the totals or adds it again. */
final class CorrectionCheck {

    /** Ends the name of a meter of which a part of a month was recounted: that in which one plan held. */
    private static final String PARTED = "~";

    /** Ends that of one of which minutes were recounted: an hour stands in the place of the group. */
    private static final String MINUTES = "'";

    private final CorrectionRefusals refusals;
    private final UsageRules rules;
    private final Corrections corrections;
    private final CountedEvents events;
    private final Totals totals;
    private final Crossings crossings;
    private final MeterRecountCheck meterRecounts;
    private final Accounts accounts;
    private final Findings findings;

    /** What a correction takes back and adds. */
    private record Change(
            @Nullable UsageEventV1 removedEvent,
            Map<Terms.Meter, Added> removed,
            @Nullable UsageEventV1 addedEvent,
            Map<Terms.Meter, Added> added) {}

    CorrectionCheck(
            PartitionLog log,
            UsageRules rules,
            Corrections corrections,
            CountedEvents events,
            Totals totals,
            Crossings crossings,
            MeterRecountCheck meterRecounts,
            Accounts accounts,
            Findings findings) {
        this.refusals = new CorrectionRefusals(log, rules, corrections);
        this.rules = rules;
        this.corrections = corrections;
        this.events = events;
        this.totals = totals;
        this.crossings = crossings;
        this.meterRecounts = meterRecounts;
        this.accounts = accounts;
        this.findings = findings;
    }

    /** The verdict that the record must have; the totals are as they are after it. */
    Expected take(
            Stored record,
            UsageEventV1 event,
            Licenses licenses,
            Terms terms,
            long nowMs,
            UsageRules.Said verdict,
            boolean released,
            boolean firm) {
        var holder = licenses.find(event.getLicense());
        if (event.getKind() == UsageKind.RECOUNT) {
            if (holder == null) {
                return new Expected(verdict.kind(), verdict.reason(), Map.of(), null);
            }
            var at = new Moment(record, event.getLicense(), nowMs, holder, terms, nowMs, firm);
            return MeterRecountCheck.isOne(event)
                    ? meterRecounts.take(at, event, verdict, released)
                    : recount(at, event, verdict, released);
        }
        String refusal = refusals.form(record, event, licenses);
        var said = event.getCorrection();
        var original = event.getOriginal();
        var life = licenses.find(event.getLicense());
        if (!refusal.isEmpty() || said == null || original == null || life == null) {
            return Expected.rejected(refusal);
        }
        var id = rules.identities().idOf(original);
        var story = corrections.of(id);
        if (story.knows(said.getCommandId())) {
            return new Expected("DUPLICATE", "SAME_COMMAND", Map.of(), id);
        }
        refusal = refusals.state(event.getKind(), said, original, story, nowMs, verdict);
        if (!refusal.isEmpty()) {
            return Expected.rejected(refusal);
        }
        var firstAdded = corrections.addedBy(Corrections.original(record.place(), event));
        if (firstAdded == null) {
            findings.differs(record.place(), "correction-names", "it names a record that was not counted");
            return Expected.rejected("");
        }
        Change change;
        if (event.getKind() == UsageKind.AMEND) {
            var judged = rules.judgeEvent(event, licenses, terms, nowMs);
            if (!judged.isCounted()) {
                return judged;
            }
            refusal = totals.room().refusal(event, life.windows, judged.values(), verdict.reason());
            if (!refusal.isEmpty()) {
                return Expected.rejected(refusal);
            }
            change = new Change(original, firstAdded, event, judged.values());
        } else if (event.getKind() == UsageKind.VOID) {
            change = new Change(original, firstAdded, null, Map.of());
        } else {
            var replacement = said.getReplacement();
            var other = corrections.addedBy(Corrections.replacement(record.place(), event));
            if (replacement != null) {
                refusal = refusals.replacement(replacement, other, nowMs, verdict);
                if (!refusal.isEmpty()) {
                    return Expected.rejected(refusal);
                }
            }
            change = new Change(replacement, other == null ? Map.of() : other, original, firstAdded);
        }
        if (verdict.reason().equals("TOO_OLD_TO_CORRECT") && mayHaveToBeRecounted(change, life.windows, nowMs)) {
            findings.unchecked("correction.tooOldToRecount");
            return Expected.rejected("TOO_OLD_TO_CORRECT");
        }
        return apply(
                new Moment(record, event.getLicense(), original.getTimeMs(), life, terms, nowMs, firm),
                event,
                change,
                released);
    }

    /** Whether a month would have to be recounted that the topics may not hold any more; only the pipeline knows what it waits for. */
    private static boolean mayHaveToBeRecounted(Change change, Windows windows, long nowMs) {
        var removed = change.removedEvent;
        return removed != null
                && Backfills.isPastRecounting(windows.from(Period.MONTH, removed.getTimeMs()), nowMs)
                && change.removed.keySet().stream()
                        .anyMatch(meter -> !meter.combination().adds() && meter.combination() != Combination.AVG);
    }

    /** Which recounts are still awaited is the pipeline's to say; what they come to is not. */
    private Expected recount(Moment at, UsageEventV1 event, UsageRules.Said said, boolean released) {
        if (!said.kind().equals("CORRECTED")) {
            findings.unchecked("recount.notAwaited");
            return new Expected(said.kind(), said.reason(), Map.of(), null);
        }
        var before = crossings.before(at);
        String name = String.valueOf(event.getData().get("series"));
        boolean isParted = name.endsWith(PARTED);
        boolean isOfMinutes = name.endsWith(MINUTES);
        String series = isParted || isOfMinutes ? name.substring(0, name.length() - 1) : name;
        int mark = series.indexOf('@');
        String meter = mark < 0 ? series : series.substring(0, mark);
        int version = mark < 0 ? 1 : Integer.parseInt(series.substring(mark + 1));
        String group = isOfMinutes ? "" : String.valueOf(event.getData().get("group"));
        var months = new TreeSet<Long>();
        for (String path : event.getData().keySet()) {
            String[] parts = path.split("\\.");
            if (parts.length == 3 && Period.isName(parts[1])) {
                var window = new Totals.Window(at.license(), meter, Period.valueOf(parts[1]), Long.parseLong(parts[2]));
                if (isParted) {
                    accounts.recountedPart(at.license(), at.life().windows, window.fromMs(), meter, version, group);
                    continue;
                }
                totals.recounted(at, at.life().windows, window, version, group);
                if (window.period() == Period.MONTH) {
                    months.add(window.fromMs());
                }
            }
        }
        accounts.recounted(at.license(), List.copyOf(months), meter, version, group);
        findings.checked("recounts");
        crossings.after(at, before, released);
        return new Expected("CORRECTED", "RECOUNT", Map.of(), null);
    }

    private Expected apply(Moment at, UsageEventV1 event, Change change, boolean released) {
        var windows = at.life().windows;
        var removed = change.removedEvent;
        var before = crossings.before(at);
        if (removed != null) {
            change.removed.forEach((meter, value) -> totals.remove(at, windows, meter, removed.getTimeMs(), value));
            accounts.remove(at.license(), windows, removed, change.removed);
        }
        var added = change.addedEvent;
        if (added != null) {
            change.added.forEach((meter, value) -> totals.add(at, windows, meter, added.getTimeMs(), value));
            boolean again = event.getKind() == UsageKind.RESTORE;
            accounts.add(at.license(), windows, added, change.added, again);
            at.life().latestMs = Math.max(at.life().latestMs, added.getTimeMs());
        }
        crossings.after(at, before, released);
        note(at, event, change);
        return new Expected("CORRECTED", event.getKind().name(), Map.of(), null);
    }

    private void note(Moment at, UsageEventV1 event, Change change) {
        var said = java.util.Objects.requireNonNull(event.getCorrection());
        boolean amends = event.getKind() == UsageKind.AMEND;
        boolean moves = event.getKind() == UsageKind.VOID && !said.getMovedTo().isEmpty();
        var original = java.util.Objects.requireNonNull(event.getOriginal());
        var record = at.record().place();
        events.stands(at.license(), Corrections.original(record, event), event.getKind() == UsageKind.RESTORE);
        corrections.of(rules.identities().idOf(original)).add(said.getCommandId(), amends || moves);
        if (amends) {
            rules.counted(event, rules.identities().idOf(event), at.nowMs());
            corrections.counted(record, change.added);
            events.counted(
                    record, event, at.life().windows, change.added, at.terms().revision());
        } else if (said.getReplacement() != null) {
            events.stands(at.license(), Corrections.replacement(record, event), false);
            corrections.of(rules.identities().idOf(said.getReplacement())).add(said.getCommandId(), true);
        }
    }
}
