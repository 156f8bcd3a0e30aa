package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.UnattributedRowV1;
import io.tallyport.wire.UnattributedUsageV1;
import io.tallyport.wire.UsageStatementV1;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Recomputes from the verdicts of a partition what its certificates say that no license owns, and whether each month has one. */
final class UnattributedCheck {

    private static final String LAW = "unattributed-certificate";
    private static final long PATIENCE_MS = 3_600_000L;

    private final PartitionLog log;
    private final UnattributedTally tally;
    private final boolean truncated;
    private final Findings findings;
    private final TreeMap<YearMonth, Place> certified = new TreeMap<>();

    UnattributedCheck(PartitionLog log, UnattributedTally tally, boolean truncated, Findings findings) {
        this.log = log;
        this.tally = tally;
        this.truncated = truncated;
        this.findings = findings;
    }

    /**
     * Checks all certificates.
     *
     * @param graceMs how long a month waits under the catalog in force
     */
    void run(long graceMs) {
        long firmMs = firmMs();
        for (var entry : log.outputs(TopicCatalog.USAGE_STATEMENTS, findings)) {
            if (entry.value().getKind().equals("UNATTRIBUTED")) {
                certificate(entry.place(), entry.value(), firmMs);
            }
        }
        requireEach(firmMs, graceMs);
    }

    /** What was committed up to this tick time had all its outputs when they were read. */
    private long firmMs() {
        var journal = log.of(TopicCatalog.PIPELINE_JOURNAL);
        int firm = log.firmJournal();
        if (firm == journal.size()) {
            return Long.MAX_VALUE;
        }
        var last = firm == 0 ? null : journal.get(firm - 1).as(TopicCatalog.PIPELINE_JOURNAL.type());
        return last == null ? Long.MIN_VALUE : last.getAsOfMs();
    }

    private void certificate(Place place, UsageStatementV1 record, long firmMs) {
        var said = record.getUnattributed();
        if (said == null || !Windows.isReckonedWith(record.getFromMs()) || !Windows.isReckonedWith(record.getToMs())) {
            findings.differs(place, LAW, "it says nothing, or of no time");
            return;
        }
        var month = monthOf(record.getFromMs());
        head(place, record, said, month);
        if (certified.putIfAbsent(month, place) != null) {
            findings.differs(place, LAW, month + " was certified before");
            return;
        }
        if (!said.getComplete()) {
            findings.unchecked("unattributed.incomplete");
        } else if (truncated) {
            findings.unchecked("unattributed.verdictsRemovedByRetention");
        } else if (record.getIssuedAtMs() >= firmMs) {
            findings.unchecked("unattributed.notYetRead");
        } else {
            rows(place, said, tally.of(month));
        }
    }

    private void head(Place place, UsageStatementV1 record, UnattributedUsageV1 said, YearMonth month) {
        boolean isNamed = record.getStatementId().equals("unattributed/" + log.partition() + "/" + month)
                && said.getPartition() == log.partition()
                && record.getLicense().isEmpty()
                && record.getLines().isEmpty()
                && record.getCertificate() == null;
        boolean isMonth = record.getFromMs() == startOf(month) && record.getToMs() == startOf(month.plusMonths(1));
        if (!isNamed || !isMonth) {
            findings.differs(place, LAW, "it is none of partition " + log.partition() + " and " + month);
        }
        if (record.getIssuedAtMs() < record.getToMs()) {
            findings.differs(place, LAW, month + " was not over");
        }
        long sum =
                said.getRows().stream().mapToLong(UnattributedRowV1::getRecords).sum();
        if (sum != said.getRecords()) {
            findings.differs(place, LAW, "its rows come to " + sum + " records, not to " + said.getRecords());
        }
    }

    private void rows(Place place, UnattributedUsageV1 said, Map<UnattributedTally.Row, Long> expected) {
        var rows = new HashMap<UnattributedTally.Row, Long>();
        for (UnattributedRowV1 row : said.getRows()) {
            var named = new UnattributedTally.Row(row.getTopic(), row.getReason(), row.getSource(), row.getOthers());
            if (rows.put(named, row.getRecords()) != null) {
                findings.differs(place, LAW, "it tells twice of " + named);
            }
        }
        if (!rows.equals(expected)) {
            findings.differs(place, LAW, "it tells " + rows + "; the verdicts say " + expected);
        }
        findings.checked("unattributed.certificates");
    }

    /** Every month from the first certified one on has its certificate once it is long due. */
    private void requireEach(long firmMs, long graceMs) {
        if (certified.isEmpty()) {
            if (!tally.isEmpty()) {
                findings.unchecked("unattributed.none");
            }
            return;
        }
        var journal = log.of(TopicCatalog.PIPELINE_JOURNAL);
        var last = journal.isEmpty() ? null : journal.get(journal.size() - 1).as(TopicCatalog.PIPELINE_JOURNAL.type());
        long nowMs = Math.min(firmMs, last == null ? Long.MIN_VALUE : last.getAsOfMs());
        // What was decided before the first tick is of a month of its own.
        var first = certified.keySet().stream()
                .filter(month -> startOf(month) > 0)
                .findFirst()
                .orElse(certified.lastKey());
        for (var month = first;
                month.isBefore(certified.lastKey()) || startOf(month.plusMonths(1)) + graceMs + PATIENCE_MS <= nowMs;
                month = month.plusMonths(1)) {
            if (!certified.containsKey(month)) {
                findings.differs(
                        new Place(TopicCatalog.USAGE_STATEMENTS.name(), log.partition(), -1),
                        "unattributed-missing",
                        month + " has no certificate of what no license owns");
                return;
            }
        }
    }

    static YearMonth monthOf(long timeMs) {
        return YearMonth.from(Instant.ofEpochMilli(timeMs).atZone(ZoneOffset.UTC));
    }

    private static long startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
