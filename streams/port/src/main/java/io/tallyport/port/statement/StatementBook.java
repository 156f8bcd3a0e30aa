package io.tallyport.port.statement;

import io.tallyport.readmodel.Answer;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.readmodel.TimelineEvent;
import java.util.List;
import java.util.Optional;

/** What is known of statements and of the licenses that they belong to. */
public interface StatementBook {

    /** The statements, and periods that wait for one, that fit. */
    Answer<List<StatementSummary>> statements(StatementFilter filter);

    /** One statement with all its lines. */
    Answer<Optional<Statement>> statement(String license, long number);

    /** The lines of one page of an issued statement. */
    Answer<List<StatementLine>> lines(String license, long number, int page);

    /** For how long a license is there, and by which calendar. */
    Answer<Optional<LicenseTerm>> term(String license);

    /** The last events of a license, oldest first. */
    Answer<List<TimelineEvent>> timeline(String license, int limit);

    /** Whether anything is known of a license. */
    default boolean knows(String license) {
        return term(license).value().isPresent()
                || !statements(new StatementFilter(license, null, null, null, null, 1))
                        .value()
                        .isEmpty();
    }
}
