package io.tallyport.readmodel;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which periods of a license have no statement, neither issued nor held. A license older than statements has its first
 * one for the period that ran when the pipeline was updated; until that is there, nobody knows which period it will be,
 * so every one since the issue waits.
 */
final class WaitingPeriods {

    /** The period that begins in a month, if it waits. */
    static Optional<StatementPeriod> in(YearMonth month, LicenseTerm term, List<StatementTable.Head> statements) {
        var period = StatementPeriod.beginningIn(month, term.calendar());
        return Optional.of(period).filter(p -> term.covers(p) && waits(p, statements));
    }

    /** The periods behind the last statement up to the one that runs at an instant, the newest first. */
    static List<StatementPeriod> upTo(long nowMs, LicenseTerm term, List<StatementTable.Head> statements) {
        var calendar = term.calendar();
        var waiting = new ArrayList<StatementPeriod>();
        var period = statements.stream().mapToLong(StatementTable.Head::fromMs).max().stream()
                .mapToObj(lastMs -> StatementPeriod.holding(lastMs, calendar).next(calendar))
                .findFirst()
                .orElseGet(() -> StatementPeriod.holding(term.issuedAtMs(), calendar));
        // The read model may be behind: the first one waits even if its time has not come here.
        while (period.fromMs() <= term.endMs() && (waiting.isEmpty() || period.fromMs() <= nowMs)) {
            if (term.covers(period)) {
                waiting.add(period);
            }
            period = period.next(calendar);
        }
        Collections.reverse(waiting);
        return waiting;
    }

    private static boolean waits(StatementPeriod period, List<StatementTable.Head> statements) {
        boolean stated = statements.stream().anyMatch(s -> s.fromMs() >= period.fromMs() && s.fromMs() < period.toMs());
        boolean beforeTheFirst =
                !statements.isEmpty() && statements.stream().allMatch(s -> s.fromMs() > period.fromMs());
        return !stated && !beforeTheFirst;
    }

    private WaitingPeriods() {}
}
