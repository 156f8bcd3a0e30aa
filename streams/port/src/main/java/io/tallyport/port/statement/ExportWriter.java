package io.tallyport.port.statement;

import io.tallyport.readmodel.StatementLine;
import io.tallyport.readmodel.StatementSummary;
import java.io.IOException;

/** Writes an export, line by line. */
interface ExportWriter {

    /** Writes what stands before the lines. */
    void begin(ExportRequest request, ExportGaps gaps) throws IOException;

    /** Writes one line of a statement. */
    void line(StatementSummary statement, StatementLine line) throws IOException;

    /** Writes what stands behind the lines. */
    void end() throws IOException;
}
