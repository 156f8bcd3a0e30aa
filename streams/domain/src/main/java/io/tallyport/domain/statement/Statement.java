package io.tallyport.domain.statement;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A period of a license as it is closed, or that it is held.
 *
 * @param license license id
 * @param number number among the statements of the license, from 1 on
 * @param fromMs start of the period, ms since the epoch
 * @param toMs its end, exclusive
 * @param atMs tick time
 * @param lines what was used and what is adjusted; none while it is held
 * @param tally the events of the period
 * @param complete whether all of them are in the tally
 * @param unattributed what of each meter with subjects is of none, by the name of the meter's version; none while it is held
 * @param held why it is held, or was when it was released; null if it is not
 * @param release who issued it although it was held; null if nobody had to
 */
public record Statement(
        String license,
        long number,
        long fromMs,
        long toMs,
        long atMs,
        List<StatementLine> lines,
        PeriodTally.Count tally,
        boolean complete,
        SortedMap<String, Quantity> unattributed,
        @Nullable Held held,
        @Nullable Release release) {

    /**
     * Who issued a statement that was held.
     *
     * @param author who
     * @param reason why
     */
    public record Release(String author, String reason) {}

    public Statement {
        lines = List.copyOf(lines);
        unattributed = Collections.unmodifiableSortedMap(unattributed);
    }

    /** Whether it was issued, and is not only held. */
    public boolean isIssued() {
        return held == null || release != null;
    }

    /** License and number. */
    public String id() {
        return license + "/" + number;
    }
}
