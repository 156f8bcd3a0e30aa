package io.tallyport.domain.ledger;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.PlanTerms;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.LicenseCircumstances;
import io.tallyport.domain.license.LicenseCommand;
import io.tallyport.domain.license.LicenseEventType;
import io.tallyport.domain.license.LicenseTimelineEvent;
import io.tallyport.domain.statement.Closing;
import io.tallyport.domain.statement.PlanSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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

    /** The first instant from which another plan can hold: after all usage that was counted. */
    public static long fromMs(LicenseLedger ledger, long nowMs) {
        Closing closing = ledger.closing();
        long lastMs = closing == null
                ? Long.MIN_VALUE
                : closing.spans().get(closing.spans().size() - 1).fromMs();
        long latestMs = ledger.tally().latestMs();
        long afterMs = latestMs == Long.MIN_VALUE ? nowMs : Math.max(nowMs, latestMs + 1);
        return Math.max(afterMs, lastMs);
    }

    /** Lets the terms hold that the catalog gives the license's plan. Its periods must have begun. */
    public static Outcome follow(LicenseLedger ledger, Catalog catalog, long nowMs) {
        License license = Objects.requireNonNull(ledger.license());
        Closing closing = Objects.requireNonNull(ledger.closing());
        PlanTerms terms = catalog.termsOf(license.plan());
        if (terms == null || closing.terms().equals(terms)) {
            return Outcome.same(ledger);
        }
        if (closing.terms().billsAs(terms)) {
            return Outcome.same(ledger.withClosing(renamed(closing, terms)));
        }
        long fromMs = fromMs(ledger, nowMs);
        if (!closing.terms().plan().equals(terms.plan())) {
            // A command changed it, and was answered.
            return new Outcome(ledger.withClosing(followed(closing, terms, fromMs)), List.of(), fromMs);
        }
        if (license.nextDueMs() <= nowMs) {
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
                ledger.withLicense(changed.next()).withClosing(followed(closing, terms, fromMs)),
                changed.events(),
                fromMs);
    }

    private static Closing followed(Closing closing, PlanTerms terms, long fromMs) {
        var spans = new ArrayList<>(closing.spans());
        spans.add(new PlanSpan(fromMs, terms));
        return closing.withSpans(spans);
    }

    /** The same terms, which name other meters now. */
    private static Closing renamed(Closing closing, PlanTerms terms) {
        var spans = new ArrayList<>(closing.spans());
        int last = spans.size() - 1;
        spans.set(last, new PlanSpan(spans.get(last).fromMs(), terms));
        return closing.withSpans(spans);
    }

    private PlanFollowing() {}
}
