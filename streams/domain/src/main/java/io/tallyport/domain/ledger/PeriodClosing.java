package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseState;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.statement.ClosedPeriod;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.Held;
import io.tallyport.domain.statement.ManualAdjustment;
import io.tallyport.domain.statement.PlanSpan;
import io.tallyport.domain.statement.Quantity;
import io.tallyport.domain.statement.Statement;
import io.tallyport.domain.statement.StatementLine;
import io.tallyport.domain.usage.UsageAdmission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Closes the periods of a license, one after the other, each once. Which plans hold in them {@link PlanFollowing} says. */
public final class PeriodClosing {

    /** So many in one turn: a clock may leap by years. */
    private static final int MOST_AT_ONCE = 12;

    /** As long as this after its start, nothing of a period is dropped yet: windows are kept for 67 days at least. */
    private static final long KEPT_MS = 67L * 86_400_000;

    /** What a closing meets beside the ledger. */
    public interface Surroundings extends UsageParts {

        /** Whether records of the license wait to be decided on. */
        boolean recordsWait();

        /** Whether any usage of a period waits to be recounted. */
        boolean isRecounting(long periodFromMs);

        /** Whether usage of a meter in a period does. */
        boolean isRecounting(long periodFromMs, String meter);

        /** What of a meter is of no subject in a period; null if it keeps none, or was not used in it. */
        @Nullable Total unattributed(String series, long periodFromMs);

        /** Which records of the license's partition have no verdict and do not wait; empty as long as nothing is wrong. */
        Optional<String> missingRecords();
    }

    /**
     * The result.
     *
     * @param next the ledger after it
     * @param said statements that are issued, or held, in order
     * @param notices what somebody has to be told of those that are held for long
     */
    public record Outcome(LicenseLedger next, List<Statement> said, List<Notice> notices) {}

    /**
     * Somebody is told that a statement is held for long, or that it is issued.
     *
     * @param number its number
     * @param opened whether it is held; else it is issued
     * @param held why it is, or was, held
     */
    public record Notice(long number, boolean opened, Held held) {}

    /** When a period is due, or looked at again; {@link Timers#NEVER} if none is. */
    static long nextDueMs(LicenseLedger ledger, Catalog catalog) {
        Closing closing = ledger.closing();
        if (closing == null) {
            return Long.MIN_VALUE;
        }
        Held held = closing.held();
        if (held != null) {
            return held.nextLookMs();
        }
        boolean wanted = isWanted(ledger, closing) || ledger.tally().isUsedFrom(closing.openFromMs());
        return wanted ? dueMs(ledger, closing, catalog) : Timers.NEVER;
    }

    private static long dueMs(LicenseLedger ledger, Closing closing, Catalog catalog) {
        return ledger.calendar().toMs(Window.MONTH, closing.openFromMs()) + catalog.lateDataGraceMs();
    }

    /** Whether the first open period has something to say: while the license runs, always. */
    private static boolean isWanted(LicenseLedger ledger, Closing closing) {
        return closing.endedMs() >= closing.openFromMs()
                || ledger.tally().of(closing.openFromMs()).counted() > 0
                || !closing.touched().isEmpty()
                || !closing.manual().isEmpty();
    }

    /** The time as of which windows may be dropped: what has no statement yet is kept, however long it is held. */
    public static long keptAsOfMs(LicenseLedger ledger, long nowMs) {
        Closing closing = ledger.closing();
        return closing == null ? nowMs : Math.min(nowMs, closing.openFromMs() + KEPT_MS);
    }

    /** Begins the periods of a license that has none yet, and notes that it has ended. */
    public static LicenseLedger follow(LicenseLedger ledger, Catalog catalog, long nowMs) {
        License license = ledger.license();
        if (license == null) {
            return ledger;
        }
        LicenseLedger next = ledger.closing() == null ? begun(ledger, license, catalog, nowMs) : ledger;
        Closing closing = Objects.requireNonNull(next.closing());
        boolean ended = license.state().isOver();
        if (ended == (closing.endedMs() == Closing.RUNNING)) {
            return ended
                    ? next.withClosing(closing.withEnded(lastMs(license, nowMs)))
                    : next.withClosing(backFrom(next, closing, nowMs));
        }
        return next;
    }

    /** Expired is from its end on, however late that is noticed. */
    private static long lastMs(License license, long nowMs) {
        return license.state() == LicenseState.EXPIRED
                ? Math.min(nowMs, license.term().graceUntilMs() - 1)
                : nowMs;
    }

    /** It runs again: periods that passed meanwhile have a statement only if they were used. */
    private static Closing backFrom(LicenseLedger ledger, Closing closing, long nowMs) {
        Closing next = closing;
        long currentMs = ledger.calendar().fromMs(Window.MONTH, nowMs);
        while (next.openFromMs() < currentMs && next.held() == null && !isWanted(ledger, next)) {
            long toMs = ledger.calendar().toMs(Window.MONTH, next.openFromMs());
            next = next.skipped(Math.min(currentMs, ledger.tally().firstUsedFromMs(toMs)));
        }
        return next.withEnded(Closing.RUNNING);
    }

    private static LicenseLedger begun(LicenseLedger ledger, License license, Catalog catalog, long nowMs) {
        long fromMs = ledger.calendar().fromMs(Window.MONTH, nowMs);
        PlanTerms terms = catalog.termsOf(license.plan());
        // A plan that the catalog has no more includes nothing, in a version that there is not.
        var known = terms == null ? new PlanTerms(license.product(), license.plan(), 0, Map.of(), List.of()) : terms;
        List<PlanSpan> spans = List.of(new PlanSpan(PlanSpan.ALWAYS, known));
        boolean isNew = ledger.meters().size() == 0;
        if (isNew) {
            return ledger.withClosing(Closing.begin(fromMs, fromMs, spans));
        }
        // What was counted by a build before this one is in no tally, and may be as late as any event.
        long toMs = ledger.calendar().toMs(Window.MONTH, fromMs);
        long latestMs = nowMs + UsageAdmission.FUTURE_TOLERANCE.toMillis();
        return ledger.withClosing(Closing.begin(fromMs, toMs, spans))
                .withTally(ledger.tally().notBefore(latestMs));
    }

    /**
     * Closes what is due, as of {@code nowMs}.
     *
     * @param release who wants the period issued that is held; null if nobody does
     */
    public static Outcome close(
            LicenseLedger ledger,
            Catalog catalog,
            Surroundings around,
            Statement.@Nullable Release release,
            long nowMs) {
        LicenseLedger next = ledger;
        var said = new ArrayList<Statement>(0);
        Statement.Release releasing = release;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Closing closing = Objects.requireNonNull(next.closing());
            // One that is held was due once: a longer grace does not call it back.
            if (closing.held() == null && dueMs(next, closing, catalog) > nowMs) {
                break;
            }
            long toMs = next.calendar().toMs(Window.MONTH, closing.openFromMs());
            if (!isWanted(next, closing)) {
                long usedFromMs = next.tally().firstUsedFromMs(toMs);
                if (usedFromMs == Long.MAX_VALUE) {
                    break;
                }
                next = next.withClosing(closing.skipped(usedFromMs));
                continue;
            }
            Held held = missing(next, closing, around, nowMs);
            if (held != null && releasing == null) {
                Held before = closing.held();
                next = next.withClosing(closing.withHeld(before == null ? held : held.since(before, nowMs)));
                if (closing.held() == null || closing.held().reason() != held.reason()) {
                    said.add(statement(next, closing, toMs, nowMs, List.of(), new TreeMap<>(), held, null));
                }
                break;
            }
            said.add(statement(
                    next,
                    closing,
                    toMs,
                    nowMs,
                    lines(next, catalog, around),
                    unattributed(next, closing.openFromMs(), around),
                    held,
                    held == null ? null : releasing));
            releasing = null;
            next = next.withClosing(after(closing, around).issued(toMs));
        }
        return new Outcome(
                next, said, notices(Objects.requireNonNull(ledger.closing()), Objects.requireNonNull(next.closing())));
    }

    private static List<Notice> notices(Closing before, Closing after) {
        Held was = before.held();
        Held now = after.held();
        boolean wasTold = was != null && was.alerted();
        boolean isTold = now != null && now.alerted();
        if (!wasTold && !isTold) {
            return List.of();
        }
        long number = before.number() + 1;
        boolean goesOn = after.number() < number;
        var notices = new ArrayList<Notice>(2);
        if (was != null && wasTold && !goesOn) {
            notices.add(new Notice(number, false, was));
        }
        if (now != null && isTold && !(wasTold && goesOn)) {
            notices.add(new Notice(after.number() + 1, true, now));
        }
        return notices;
    }

    /** What the first open period lacks to be stated; null if it can be. */
    private static @Nullable Held missing(LicenseLedger ledger, Closing closing, Surroundings around, long nowMs) {
        License license = ledger.license();
        if (around.recordsWait() || license != null && license.quarantined()) {
            return Held.of(Held.Reason.QUARANTINED, "records of the license wait until its quarantine ends", nowMs);
        }
        if (around.isRecounting(closing.openFromMs())) {
            return Held.of(Held.Reason.RECOUNTING, "usage of the period is being recounted", nowMs);
        }
        return around.missingRecords()
                .map(records -> Held.of(Held.Reason.RECORDS_MISSING, records, nowMs))
                .orElse(null);
    }

    private static Statement statement(
            LicenseLedger ledger,
            Closing closing,
            long toMs,
            long nowMs,
            List<StatementLine> lines,
            SortedMap<String, Quantity> unattributed,
            @Nullable Held held,
            Statement.@Nullable Release release) {
        return new Statement(
                ledger.id(),
                closing.number() + 1,
                closing.openFromMs(),
                toMs,
                nowMs,
                lines,
                ledger.tally().of(closing.openFromMs()),
                closing.openFromMs() >= closing.completeFromMs(),
                unattributed,
                held,
                release);
    }

    private static SortedMap<String, Quantity> unattributed(
            LicenseLedger ledger, long periodFromMs, Surroundings around) {
        var unattributed = new TreeMap<String, Quantity>();
        ledger.meters().forEach((series, usage) -> {
            boolean isUsed = usage.total(Window.MONTH, periodFromMs).events() > 0;
            Total total = isUsed ? around.unattributed(series, periodFromMs) : null;
            if (total != null) {
                unattributed.put(series, Quantity.of(total, usage.aggregation()));
            }
        });
        return unattributed;
    }

    private static List<StatementLine> lines(LicenseLedger ledger, Catalog catalog, Surroundings around) {
        Closing closing = Objects.requireNonNull(ledger.closing());
        var lines = new ArrayList<>(new PeriodLines(ledger, around, closing.openFromMs()).usage(catalog));
        for (ClosedPeriod period : closing.touched()) {
            lines.addAll(ClosedUsage.adjustments(ledger, around, period.only(meter -> isKnown(around, period, meter))));
        }
        for (ManualAdjustment manual : closing.manual()) {
            Meter meter = catalog.meters().get(manual.meter());
            lines.add(ClosedUsage.line(ledger, manual, meter == null ? manual.meter() : meter.series()));
        }
        return lines;
    }

    private static Closing after(Closing closing, Surroundings around) {
        return closing.withTouched(closing.touched().stream()
                        .map(period -> period.only(meter -> !isKnown(around, period, meter)))
                        .filter(period -> !period.lines().isEmpty())
                        .toList())
                .withManual(List.of());
    }

    /** What waits for a recount is stated once that is there. */
    private static boolean isKnown(Surroundings around, ClosedPeriod period, String meter) {
        return !around.isRecounting(period.fromMs(), meter);
    }

    private PeriodClosing() {}
}
