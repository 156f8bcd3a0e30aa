package io.tallyport.port.statement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.UnattributedUsage;
import io.tallyport.readmodel.UnattributedUsage.Row;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** What no license owns of a month, all partitions added up, as JSON. Pure. */
public final class UnattributedJson {

    private static final Comparator<Row> SAME = Comparator.comparing(Row::topic)
            .thenComparing(Row::reason)
            .thenComparing(Row::others)
            .thenComparing(Row::source);

    /** Start of a month in UTC, ms since the epoch. */
    public static long startMs(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /**
     * The month as JSON; the most records first.
     *
     * @param found what is known of partitions; of those that are not among them, nothing is
     * @param partitions partition count of the installation
     */
    public static ObjectNode of(YearMonth month, List<UnattributedUsage> found, int partitions) {
        var sums = new TreeMap<Row, Long>(SAME);
        for (UnattributedUsage partition : found) {
            partition.rows().forEach(row -> sums.merge(row, row.records(), Long::sum));
        }
        long certified = found.stream().filter(UnattributedUsage::certified).count();
        ObjectNode node = Json.object()
                .put("period", month.toString())
                .put("from", Json.instant(startMs(month)))
                .put("to", Json.instant(startMs(month.plusMonths(1))))
                .put("partitions", partitions)
                .put("certified", certified)
                .put("complete", certified == partitions && found.stream().allMatch(UnattributedUsage::complete))
                .put(
                        "records",
                        found.stream().mapToLong(UnattributedUsage::records).sum());
        var rows = node.putArray("rows");
        sums.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue()))
                .forEach(entry -> {
                    Row row = entry.getKey();
                    ObjectNode one = rows.addObject().put("topic", row.topic()).put("reason", row.reason());
                    if (!row.source().isEmpty()) {
                        one.put("source", row.source());
                    }
                    if (row.others()) {
                        one.put("others", true);
                    }
                    one.put("records", entry.getValue());
                });
        return node;
    }

    private UnattributedJson() {}
}
