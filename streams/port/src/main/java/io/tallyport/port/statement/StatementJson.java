package io.tallyport.port.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementStatus;
import io.tallyport.readmodel.StatementSummary;

/** Statements as JSON. */
public final class StatementJson {

    /** A row of a list: {@code lines} is their count. */
    public static ObjectNode of(StatementSummary row) {
        ObjectNode node = RecordJson.of(row).put("status", StatementQuery.word(row.status()));
        if (row.externalIds().isEmpty()) {
            node.remove("externalIds");
        }
        if (row.status() != StatementStatus.ISSUED) {
            node.remove("pages");
            node.remove("lines");
        }
        if (row.status() == StatementStatus.WAITING) {
            node.remove("number");
            node.remove("catalogRevision");
        }
        return node;
    }

    /** A statement: {@code lines} are all of them. */
    public static ObjectNode of(Statement statement) {
        ObjectNode node = of(statement.summary());
        var lines = node.putArray("lines");
        statement.lines().forEach(line -> lines.add(RecordJson.of(line)));
        if (statement.certificate() != null) {
            ObjectNode certificate = RecordJson.of(statement.certificate());
            if (statement.certificate().unattributed().isEmpty()) {
                certificate.remove("unattributed");
            }
            node.set("certificate", certificate);
        }
        return node;
    }

    private StatementJson() {}
}
