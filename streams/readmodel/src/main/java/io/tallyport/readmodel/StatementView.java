package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Row;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.StatementStatus;
import io.tallyport.wire.UsageStatementV1;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements of the wire in the words of the read model. Throws IllegalArgumentException for what it cannot read. */
final class StatementView {

    /** A statement without its lines, from a row of any of its pages. */
    static StatementSummary summary(Row<UsageStatementV1> row, int lines) {
        UsageStatementV1 wire = row.record();
        boolean issued = wire.getStatus() == StatementStatus.ISSUED;
        return new StatementSummary(
                wire.getStatementId().isEmpty() ? wire.getLicense() + "/" + wire.getNumber() : wire.getStatementId(),
                wire.getLicense(),
                wire.getNumber(),
                wire.getCustomer(),
                wire.getExternalIds(),
                wire.getFromMs(),
                wire.getToMs(),
                wire.getTimeZone(),
                wire.getAnchorMs(),
                issued ? io.tallyport.readmodel.StatementStatus.ISSUED : io.tallyport.readmodel.StatementStatus.HELD,
                issued ? wire.getPages() : 0,
                lines,
                issued ? wire.getIssuedAtMs() : 0,
                wire.getCatalogRevision(),
                wire.getHeldReason(),
                wire.getHeldDetail(),
                wire.getHeldSinceMs(),
                wire.getReleasedBy(),
                wire.getReleaseReason(),
                new Origin(TopicCatalog.USAGE_STATEMENTS.name(), row.partition(), row.offset()));
    }

    /** The lines of a page. */
    static List<StatementLine> lines(UsageStatementV1 page) {
        return page.getLines().stream().map(StatementView::line).toList();
    }

    /** What a statement was made from, if its page says so. */
    static @Nullable StatementCertificate certificate(UsageStatementV1 page) {
        StatementCertificateV1 wire = page.getCertificate();
        if (wire == null) {
            return null;
        }
        return new StatementCertificate(
                wire.getPartition(),
                wire.getRead().stream()
                        .map(read -> new StatementCertificate.Read(
                                read.getTopic(),
                                read.getFromOffset(),
                                read.getEndOffset(),
                                read.getRecords(),
                                read.getCounted(),
                                read.getDuplicates(),
                                read.getConflicts(),
                                read.getLate(),
                                read.getRejected(),
                                read.getCorrected(),
                                read.getParked()))
                        .toList(),
                wire.getCounted(),
                wire.getVoided(),
                wire.getStanding(),
                wire.getDigest(),
                wire.getComplete(),
                wire.getUnattributed().stream()
                        .map(part -> new StatementCertificate.Unattributed(
                                part.getMeter(),
                                part.getMeterVersion(),
                                part.getEvents(),
                                Wire.requiredDecimal("unattributed.quantity", part.getQuantity()),
                                Wire.decimal("unattributed.relativeError", part.getRelativeError())))
                        .toList());
    }

    private static StatementLine line(StatementLineV1 wire) {
        return new StatementLine(
                wire.getKind(),
                wire.getProduct(),
                wire.getPlan(),
                wire.getPlanVersion(),
                wire.getMeter(),
                wire.getMeterVersion(),
                wire.getAggregation(),
                wire.getGroup(),
                wire.getUnit(),
                wire.getFromMs(),
                wire.getToMs(),
                Wire.requiredDecimal("quantity", wire.getQuantity()),
                Wire.decimal("included", wire.getIncluded()),
                wire.getBurnt().stream()
                        .map(burnt -> new StatementLine.Burnt(
                                burnt.getGrant(), Wire.requiredDecimal("burnt", burnt.getAmount())))
                        .toList(),
                Wire.decimal("overage", wire.getOverage()),
                wire.getEvents(),
                Wire.decimal("relativeError", wire.getRelativeError()),
                wire.getCorrects(),
                wire.getCommandId(),
                wire.getAuthor(),
                wire.getReason());
    }

    private StatementView() {}
}
