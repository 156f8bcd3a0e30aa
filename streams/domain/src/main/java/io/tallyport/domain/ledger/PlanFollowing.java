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
        long lastMs = Long.MIN_VALUE;
        if (closing != null) {
            List<PlanSpan> spans = closing.spans();
            int at = current(ledger, closing);
            while (at > 0 && spans.get(at - 1).terms().equals(spans.get(at).terms())) {
                at--;
            }
            lastMs = spans.get(at).fromMs();
        }
        long latestMs = ledger.tally().latestMs();
        return Math.max(lastMs, latestMs == Long.MIN_VALUE ? latestMs : latestMs + 1);
    }

    /** The last part of the plan that holds now: the scheduled one, and what comes behind it, is another's. */
    private static int current(LicenseLedger ledger, Closing closing) {
        License license = ledger.license();
        int scheduled =
                license == null ? -1 : indexOf(closing.spans(), license.term().next());
        return scheduled < 0 ? closing.spans().size() - 1 : scheduled - 1;
    }

    private static int indexOf(List<PlanSpan> spans, Term.@Nullable PlanChange change) {
        for (int i = spans.size() - 1; change != null && i > 0; i--) {
            if (spans.get(i).fromMs() == change.atMs()) {
                return i;
            }
        }
        return -1;
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

    /**
     * Notes plans that are scheduled as parts of periods to come. What is not to be any more stays a boundary between parts of the plan
     * that holds instead: parts are counted as they are, and none can be made one with another.
     */
    private static Closing noted(
            LicenseLedger ledger, @Nullable License before, List<LicenseTimelineEvent> events, Catalog catalog) {
        Closing closing = Objects.requireNonNull(ledger.closing());
        if (before == null || events.isEmpty()) {
            return closing;
        }
        List<PlanSpan> spans = closing.spans();
        Term.PlanChange scheduled = before.term().next();
        for (LicenseTimelineEvent event : events) {
            if (!event.isChange() || event.version() <= before.version()) {
                continue;
            }
            Term.PlanChange change = event.term().next();
            int at = Objects.equals(scheduled, change) ? -1 : indexOf(spans, scheduled);
            boolean isUsed = scheduled != null && ledger.tally().latestMs() >= scheduled.atMs();
            if (at > 0 && !isUsed && !isCarriedOut(event, scheduled)) {
                spans = holding(spans, at, spans.size(), spans.get(at - 1).terms());
            }
            if (change != null && !change.equals(scheduled)) {
                spans = with(spans, change.atMs(), spans.size() + 1, catalog.termsOf(change.plan()));
            }
            scheduled = change;
        }
        return spans == closing.spans() ? closing : closing.withSpans(spans);
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
        List<PlanSpan> spans = closing.spans();
        if (held.billsAs(terms) || isDue) {
            // The same terms, which name other meters now; or those of a plan that was scheduled, as they are now.
            int first = at;
            while (first > 0 && spans.get(first - 1).terms().equals(held)) {
                first--;
            }
            Closing next = closing.withSpans(holding(spans, first, at + 1, terms));
            return new Outcome(ledger.withClosing(next), List.of(), partFromMs);
        }
        long fromMs = Math.max(nowMs, fromMs(ledger));
        boolean isLast = at == spans.size() - 1;
        boolean hasPart = isLast || fromMs < spans.get(at + 1).fromMs();
        if (!held.plan().equals(terms.plan())) {
            // A command changed it, and was answered.
            Closing next = hasPart ? closing.withSpans(with(spans, fromMs, at + 2, terms)) : closing;
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
                ledger.withLicense(changed.next()).withClosing(closing.withSpans(with(spans, fromMs, at + 2, terms))),
                changed.events(),
                fromMs);
    }

    /** With a boundary at an instant, from which on other terms hold, in all parts before {@code to} (once the boundary is there). */
    private static List<PlanSpan> with(List<PlanSpan> spans, long fromMs, int to, @Nullable PlanTerms terms) {
        var next = new ArrayList<>(spans);
        int at = next.size();
        while (at > 1 && next.get(at - 1).fromMs() >= fromMs) {
            at--;
        }
        boolean isThere = at < next.size() && next.get(at).fromMs() == fromMs;
        PlanTerms held = terms == null ? next.get(at - 1).terms() : terms;
        if (!isThere) {
            next.add(at, new PlanSpan(fromMs, held));
        }
        return holding(next, at, Math.min(next.size(), isThere ? to - 1 : to), held);
    }

    /** The same with other terms in some of the parts. */
    private static List<PlanSpan> holding(List<PlanSpan> spans, int from, int to, PlanTerms terms) {
        var next = new ArrayList<>(spans);
        for (int i = from; i < to; i++) {
            next.set(i, new PlanSpan(next.get(i).fromMs(), terms));
        }
        return next;
    }

    private PlanFollowing() {}
}
