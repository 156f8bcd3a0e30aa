package io.tallyport.verifier;

import io.tallyport.wire.UsageVerdictV1;
import io.tallyport.wire.VerdictKind;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The verdicts on records that no license owns, by month in UTC, topic, reason and source, in the order of the verdicts. */
final class UnattributedTally {

    private static final int MOST_NAMED = 100;
    private static final int LONGEST_SOURCE = 256;
    private static final Set<String> REASONS = Set.of(
            "NOT_AVRO",
            "UNKNOWN_SCHEMA",
            "CORRUPT",
            "KIND_UNSUPPORTED",
            "MISROUTED",
            "LICENSE_MISSING",
            "LICENSE_UNKNOWN",
            "LICENSE_KEY_UNKNOWN",
            "DECISION_FAILED");

    /** Records that are alike. */
    record Row(String topic, String reason, String source, boolean others) {}

    private final Map<YearMonth, Map<Row, Long>> months = new HashMap<>();

    /** Takes the next verdict of the partition. */
    void take(UsageVerdictV1 verdict) {
        boolean isOfNobody = verdict.getKind() == VerdictKind.REJECTED
                && (verdict.getLicense().isEmpty() || REASONS.contains(verdict.getReason()));
        if (!isOfNobody || !Windows.isReckonedWith(verdict.getDecidedAtMs())) {
            return;
        }
        var rows =
                months.computeIfAbsent(UnattributedCheck.monthOf(verdict.getDecidedAtMs()), month -> new HashMap<>());
        var named = new Row(verdict.getTopic(), verdict.getReason(), verdict.getSource(), false);
        boolean isNamed = rows.containsKey(named)
                || verdict.getSource().length() <= LONGEST_SOURCE
                        && rows.keySet().stream().filter(row -> !row.others()).count() < MOST_NAMED;
        var row = isNamed ? named : new Row(verdict.getTopic(), verdict.getReason(), "", true);
        rows.merge(row, verdict.getCount(), Long::sum);
    }

    boolean isEmpty() {
        return months.isEmpty();
    }

    Map<Row, Long> of(YearMonth month) {
        return months.getOrDefault(month, Map.of());
    }
}
