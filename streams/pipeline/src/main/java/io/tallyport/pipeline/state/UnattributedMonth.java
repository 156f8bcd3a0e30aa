package io.tallyport.pipeline.state;

import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** Records of one month that no license owns, by topic, reason and source. Changed in place, record by record. */
final class UnattributedMonth {

    static final int FORMAT = 1;
    /** So many rows name a source: whoever sends others is told with the rest. */
    static final int MOST_NAMED = 100;
    /** Characters of a source that is named. */
    static final int LONGEST_SOURCE = 256;

    private final TreeMap<Row, Long> rows = new TreeMap<>(Row.ORDER);
    private int named;
    private boolean changed;

    /**
     * Such records that are alike.
     *
     * @param topic usage topic
     * @param reason stable code of the rejection
     * @param source CloudEvents source; empty if they name none
     * @param others whether they are of all sources that have no row of their own
     */
    record Row(String topic, String reason, String source, boolean others) {
        static final Comparator<Row> ORDER = Comparator.comparing(Row::topic)
                .thenComparing(Row::reason)
                .thenComparing(Row::others)
                .thenComparing(Row::source);
    }

    /** Counts one more. */
    void add(String topic, String reason, String source) {
        var row = new Row(topic, reason, source, false);
        if (rows.containsKey(row) || named < MOST_NAMED && source.length() <= LONGEST_SOURCE) {
            add(row, 1);
        } else {
            add(new Row(topic, reason, "", true), 1);
        }
        changed = true;
    }

    private void add(Row row, long more) {
        if (rows.merge(row, more, Long::sum) == more && !row.others()) {
            named++;
        }
    }

    /** How many there are of each kind, in order. */
    SortedMap<Row, Long> rows() {
        return rows;
    }

    /** Whether anything was counted since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    byte[] write() {
        return new BinaryOutput(FORMAT)
                .list(
                        rows.entrySet(),
                        (out, row) -> out.text(row.getKey().topic())
                                .text(row.getKey().reason())
                                .text(row.getKey().source())
                                .flag(row.getKey().others())
                                .number(row.getValue()))
                .toBytes();
    }

    static UnattributedMonth read(BinaryInput in) {
        var month = new UnattributedMonth();
        for (long left = in.number(); left > 0; left--) {
            month.add(new Row(in.text(), in.text(), in.text(), in.flag()), in.number());
        }
        return month;
    }
}
