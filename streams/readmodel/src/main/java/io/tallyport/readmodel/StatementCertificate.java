package io.tallyport.readmodel;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement was made from.
 *
 * @param partition partition of the license
 * @param read how far each usage topic was read
 * @param counted events of the license in the period that were ever counted
 * @param voided of them, those that no longer stand
 * @param standing those that stand
 * @param digest of the ids that stand, 32 hexadecimal digits
 * @param complete whether every event of the period was told
 * @param unattributed what of each meter with subjects is of none
 */
public record StatementCertificate(
        int partition,
        List<Read> read,
        long counted,
        long voided,
        long standing,
        String digest,
        boolean complete,
        List<Unattributed> unattributed) {
    public StatementCertificate {
        read = List.copyOf(read);
        unattributed = List.copyOf(unattributed);
    }

    /**
     * What of a meter is of no subject in the period.
     *
     * @param meter meter id
     * @param meterVersion version of the meter
     * @param events events without a subject
     * @param quantity what they come to
     * @param relativeError standard error of an estimated quantity, as a part of one; null if it is exact
     */
    public record Unattributed(
            String meter,
            int meterVersion,
            long events,
            BigDecimal quantity,
            @Nullable BigDecimal relativeError) {}

    /**
     * How far a usage topic was read; the records are the sum of the others.
     *
     * @param topic its name
     * @param fromOffset records are told from this offset on
     * @param endOffset every record before this offset was read
     * @param records usage records read between them
     * @param counted events that were counted
     * @param duplicates events that were counted before
     * @param conflicts ids that were counted before with another payload
     * @param late events that were too old
     * @param rejected events that could not be counted
     * @param corrected corrections that were taken
     * @param parked records that wait for the release of their license
     */
    public record Read(
            String topic,
            long fromOffset,
            long endOffset,
            long records,
            long counted,
            long duplicates,
            long conflicts,
            long late,
            long rejected,
            long corrected,
            long parked) {}
}
