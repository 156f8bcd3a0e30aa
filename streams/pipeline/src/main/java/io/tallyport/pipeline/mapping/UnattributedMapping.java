package io.tallyport.pipeline.mapping;

import io.tallyport.pipeline.state.UnattributedRecords.Certificate;
import io.tallyport.pipeline.state.UnattributedRecords.Row;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageStatementV1;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What no license owns of a month, as a record beside the statements; far below {@link OutputEncoder#MAX_RECORD_BYTES}. */
final class UnattributedMapping {

    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);

    static UsageStatementV1 record(Certificate certificate, int partition, long revision, long nowMs) {
        return UsageStatementV1.newBuilder()
                .setKind("UNATTRIBUTED")
                .setStatementId(
                        "unattributed/" + partition + "/" + MONTH.format(Instant.ofEpochMilli(certificate.fromMs())))
                .setFromMs(certificate.fromMs())
                .setToMs(certificate.toMs())
                .setIssuedAtMs(nowMs)
                .setCatalogRevision(revision)
                .setUnattributed(UnattributedUsageV1.newBuilder()
                        .setPartition(partition)
                        .setRecords(certificate.rows().stream()
                                .mapToLong(Row::records)
                                .sum())
                        .setComplete(certificate.complete())
                        .setRows(certificate.rows().stream()
                                .map(row -> new UnattributedRowV1(
                                        row.topic(), row.reason(), row.source(), row.others(), row.records()))
                                .toList())
                        .build())
                .build();
    }

    private UnattributedMapping() {}
}
