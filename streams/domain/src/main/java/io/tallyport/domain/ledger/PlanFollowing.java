package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCircumstances;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.license.Term;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PlanSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps track of the plans that hold in the periods of a license, whoever changed them: a command, or the catalog. */
public final class PlanFollowing {

    /**
     * The result.
     *
     * @param next the ledger after it
     * @param events what the timeline has to say of it and does not yet
     * @param partFromMs when another plan begins to hold, and with it a part of its period; {@link Outcome#NO_PART} if none does
     */
    public record Outcome(LicenseLedger next, List<LicenseTimelineEvent> events, long partFromMs) {

        /** No other plan begins to hold. */
        public static final long NO_PART = Long.MIN_VALUE;

        private static Outcome same(LicenseLedger ledger) {
            return new Outcome(ledger, List.of(), NO_PART);
        }
    }

    /** The first instant from which another plan can hold: behind all usage that was counted, and all plans that held. */
    public static long fromMs(LicenseLedger ledger) {
        Closing closing = ledger.closing();
        long lastMs = closing == null
                ? Long.MIN_VALUE
                : closing.spans().get(current(ledger, closing)).fromMs();
        long latestMs = ledger.tally().latestMs();
        return Math.max(lastMs, latestMs == Long.MIN_VALUE ? latestMs : latestMs + 1);
    }

    /** Which of its plans holds; behind it there may be one that is scheduled. */
    private static int current(LicenseLedger ledger, Closing closing) {
        License license = ledger.license();
        int last = closing.spans().size() - 1;
        boolean waits = license != null && isNoted(closing, license.term().next());
        return waits ? last - 1 : last;
    }

    private static boolean isNoted(Closing closing, Term.@Nullable PlanChange change) {
        int last = closing.spans().size() - 1;
        return change != null && last > 0 && closing.spans().get(last).fromMs() == change.atMs();
    }

    /**
     * Lets the terms hold that the catalog gives the license's plan, and knows of what is scheduled. Its periods must have begun.
     *
     * @param before the license as it was before the turn; null if it was none
     * @param events what happened to it in the turn
     */
    public static Outcome follow(
            LicenseLedger ledger,
            @Nullable License before,
            List<LicenseTimelineEvent> events,
            Catalog catalog,
            long nowMs) {
        Closing noted = noted(ledger, before, events, catalog);
        return follow(noted == ledger.closing() ? ledger : ledger.withClosing(noted), events, catalog, nowMs);
    }

    /** Notes plans that are scheduled as parts of periods to come, and forgets those that are not any more. */
    private static Closing noted(
            LicenseLedger ledger, @Nullable License before, List<LicenseTimelineEvent> events, Catalog catalog) {
        Closing next = Objects.requireNonNull(ledger.closing());
        Term.PlanChange scheduled = before == null ? null : before.term().next();
        for (LicenseTimelineEvent event : events) {
            if (!event.isChange() || before == null || event.version() <= before.version()) {
                continue;
            }
            Term.PlanChange change = event.term().next();
            if (!Objects.equals(scheduled, change)) {
                boolean isUsed = scheduled != null && ledger.tally().latestMs() >= scheduled.atMs();
                if (isNoted(next, scheduled) && !isUsed && !isCarriedOut(event, scheduled)) {
                    next = next.withSpans(next.spans().subList(0, next.spans().size() - 1));
                }
                if (change != null) {
                    next = with(next, next.spans().size(), change.atMs(), catalog.termsOf(change.plan()));
                }
            }
            scheduled = change;
        }
        return next;
    }

    private static boolean isCarriedOut(LicenseTimelineEvent event, Term.@Nullable PlanChange scheduled) {
        return isTimely(event) && scheduled != null && event.atMs() == scheduled.atMs();
    }

    /** Whether a plan was changed by time: its part is there already. */
    private static boolean isTimely(LicenseTimelineEvent event) {
        return event.type() == LicenseEventType.PLAN_CHANGED
                && event.commandId().isEmpty()
                && event.author().isEmpty();
    }

    private static Outcome follow(
            LicenseLedger ledger, List<LicenseTimelineEvent> events, Catalog catalog, long nowMs) {
        License license = Objects.requireNonNull(ledger.license());
        Closing closing = Objects.requireNonNull(ledger.closing());
        long partFromMs = events.stream()
                .filter(PlanFollowing::isTimely)
                .mapToLong(LicenseTimelineEvent::atMs)
                .max()
                .orElse(Outcome.NO_PART);
        PlanTerms terms = catalog.termsOf(license.plan());
        int at = current(ledger, closing);
        PlanTerms held = closing.spans().get(at).terms();
        if (terms == null || held.equals(terms)) {
            return new Outcome(ledger, List.of(), partFromMs);
        }
        boolean isDue = partFromMs != Outcome.NO_PART && held.plan().equals(terms.plan());
        if (held.billsAs(terms) || isDue) {
            return new Outcome(ledger.withClosing(renamed(closing, at, terms)), List.of(), partFromMs);
        }
        long fromMs = Math.max(nowMs, fromMs(ledger));
        boolean isLast = at == closing.spans().size() - 1;
        boolean hasPart = isLast || fromMs < closing.spans().get(at + 1).fromMs();
        if (!held.plan().equals(terms.plan())) {
            // A command changed it, and was answered.
            Closing next = hasPart ? with(closing, at + 1, fromMs, terms) : closing;
            return new Outcome(ledger.withClosing(next), List.of(), hasPart ? fromMs : Outcome.NO_PART);
        }
        if (license.nextDueMs() <= nowMs || !hasPart) {
            // It ends first, and that is not for the catalog to say.
            return Outcome.same(ledger);
        }
        var changed = License.apply(
                license,
                LicenseCommand.changeTerms(license, catalog.revision()),
                catalog,
                nowMs,
                LicenseCircumstances.from(fromMs));
        if (changed.events().stream().noneMatch(event -> event.type() == LicenseEventType.PLAN_CHANGED)) {
            return Outcome.same(ledger);
        }
        return new Outcome(
                ledger.withLicense(changed.next()).withClosing(with(closing, at + 1, fromMs, terms)),
                changed.events(),
                fromMs);
    }

    private static Closing with(Closing closing, int at, long fromMs, @Nullable PlanTerms terms) {
        var spans = new ArrayList<>(closing.spans());
        spans.add(at, new PlanSpan(fromMs, terms == null ? spans.get(at - 1).terms() : terms));
        return closing.withSpans(spans);
    }

    /** The same terms, which name other meters now; or those of a plan that was scheduled, as they are now. */
    private static Closing renamed(Closing closing, int at, PlanTerms terms) {
        var spans = new ArrayList<>(closing.spans());
        spans.set(at, new PlanSpan(spans.get(at).fromMs(), terms));
        return closing.withSpans(spans);
    }

    private PlanFollowing() {}
}
