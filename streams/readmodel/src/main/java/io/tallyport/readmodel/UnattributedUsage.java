package io.tallyport.readmodel;

import java.util.List;

/**
 * What no license owns of one partition in one month of UTC: records that were rejected because they name no license, or none that
 * exists, or cannot be read.
 *
 * @param partition its number
 * @param certified whether the partition certified the month; else it is what the verdicts say so far
 * @param complete whether the certificate says that all of the month were told
 * @param records how many there are
 * @param rows by topic, reason and source
 */
public record UnattributedUsage(int partition, boolean certified, boolean complete, long records, List<Row> rows) {
    public UnattributedUsage {
        rows = List.copyOf(rows);
    }

    /**
     * Records that are alike.
     *
     * @param topic usage topic
     * @param reason stable code of the rejection
     * @param source CloudEvents source that they name; empty if they name none
     * @param others whether they are of all sources that have no row of their own
     * @param records how many
     */
    public record Row(String topic, String reason, String source, boolean others, long records) {}
}
