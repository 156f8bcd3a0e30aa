package io.tallyport.readmodel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement, issued or held, with the lines of all its pages.
 *
 * @param summary what it says of itself
 * @param lines its lines, in their order; none while it is held
 * @param certificate what it was made from; null if its first page says nothing of that
 */
public record Statement(
        StatementSummary summary,
        List<StatementLine> lines,
        @Nullable StatementCertificate certificate) {
    public Statement {
        lines = List.copyOf(lines);
    }
}
