package io.tallyport.port;

import io.tallyport.port.statement.StatementBook;
import io.tallyport.readmodel.Answer;
import io.tallyport.readmodel.LicenseTerm;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementFilter;
import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import io.tallyport.readmodel.TimelineEvent;
import java.util.List;
import java.util.Optional;

/** Statements as the read model knows them. */
record ReadModelBook(ReadModel readModel) implements StatementBook {

    @Override
    public Answer<List<StatementSummary>> statements(StatementFilter filter) {
        return readModel.statements(filter);
    }

    @Override
    public Answer<Optional<Statement>> statement(String license, long number) {
        return readModel.statement(license, number);
    }

    @Override
    public Answer<List<StatementLine>> lines(String license, long number, int page) {
        return readModel.statementLines(license, number, page);
    }

    @Override
    public Answer<Optional<LicenseTerm>> term(String license) {
        return readModel.licenseTerm(license);
    }

    @Override
    public Answer<List<TimelineEvent>> timeline(String license, int limit) {
        return readModel.timeline(license, limit);
    }
}
