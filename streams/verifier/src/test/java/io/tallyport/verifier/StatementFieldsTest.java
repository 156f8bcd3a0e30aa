package io.tallyport.verifier;

import static io.tallyport.verifier.StatementCheckTest.honest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.BurntV1;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageStatementV1;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Falsifies each field of right statements in turn: a difference must be found each time. */
class StatementFieldsTest {

    @Test
    void eachFieldOfEachLineIsChecked() {
        var missed = new ArrayList<String>();
        int[] lines = {6, 5};
        for (int statement = 0; statement < lines.length; statement++) {
            for (int line = 0; line < lines[statement]; line++) {
                for (Schema.Field field : StatementLineV1.getClassSchema().getFields()) {
                    int at = line;
                    var findings = honest().change(
                                    TopicCatalog.USAGE_STATEMENTS,
                                    statement,
                                    published -> falsify(published.getLines().get(at), field))
                            .check();
                    if (findings.differenceCount() == 0) {
                        missed.add(statement + "." + line + "." + field.name());
                    }
                }
            }
        }
        // Of a line that was written by hand the pipeline chooses plan, version, aggregation and unit.
        missed.removeIf(name -> name.startsWith("1.2.")
                && Set.of("plan", "planVersion", "meterVersion", "aggregation", "unit", "included", "relativeError")
                        .contains(name.substring(4)));
        assertEquals(List.of(), missed);
    }

    @Test
    void eachFieldOfTheHeadAndTheCertificateIsChecked() {
        var missed = new ArrayList<String>();
        for (int statement = 0; statement < 2; statement++) {
            for (Schema.Field field : UsageStatementV1.getClassSchema().getFields()) {
                if (!Set.of("lines", "certificate", "externalIds", "unattributed")
                        .contains(field.name())) {
                    tryOut(missed, statement, field, published -> published);
                }
            }
            for (Schema.Field field : StatementCertificateV1.getClassSchema().getFields()) {
                if (!Set.of("read", "unattributed").contains(field.name())) {
                    tryOut(missed, statement, field, UsageStatementV1::getCertificate);
                }
            }
            for (Schema.Field field : ReadTopicV1.getClassSchema().getFields()) {
                tryOut(
                        missed,
                        statement,
                        field,
                        published -> published.getCertificate().getRead().get(0));
                tryOut(
                        missed,
                        statement,
                        field,
                        published -> published.getCertificate().getRead().get(1));
            }
        }
        // Behind the last record of a topic, the bulk one here, nobody can tell how far it was read.
        assertTrue(missed.remove("1.endOffset"));
        assertEquals(List.of(), missed);
    }

    private static void tryOut(
            List<String> missed,
            int statement,
            Schema.Field field,
            java.util.function.Function<UsageStatementV1, SpecificRecordBase> part) {
        var findings = honest().change(
                        TopicCatalog.USAGE_STATEMENTS, statement, published -> falsify(part.apply(published), field))
                .check();
        if (findings.differenceCount() == 0) {
            missed.add(statement + "." + field.name());
        }
    }

    private static void falsify(SpecificRecordBase record, Schema.Field field) {
        Object value = record.get(field.pos());
        Object other = switch (field.schema().getType()) {
            case STRING -> isNumber(value) ? value + "1" : value + "x";
            case LONG -> (Long) value + 1;
            case INT -> (Integer) value + 1;
            case BOOLEAN -> !(Boolean) value;
            case ENUM -> io.tallyport.wire.StatementStatus.UNKNOWN;
            case ARRAY ->
                ((List<?>) value).isEmpty()
                        ? List.of(BurntV1.newBuilder()
                                .setGrant("included")
                                .setAmount("1")
                                .build())
                        : List.of();
            default -> 17L;
        };
        record.put(field.pos(), other);
    }

    private static boolean isNumber(Object value) {
        return StatementUsage.number(value.toString()) != null;
    }
}
