package io.tallyport.readmodel;

import java.util.stream.LongStream;

/**
 * How many usage records got which verdict; ranges count as many as they stand for.
 *
 * @param counted counted into meters
 * @param duplicate same id, same payload
 * @param conflict same id, other payload
 * @param late older than the acceptance limit
 * @param rejected not acceptable
 * @param corrected no usage, but corrections of it that were taken
 */
public record VerdictTotals(long counted, long duplicate, long conflict, long late, long rejected, long corrected) {

    static final VerdictTotals NONE = new VerdictTotals(0, 0, 0, 0, 0, 0);

    /** All usage records that have a verdict. */
    public long all() {
        return LongStream.of(counted, duplicate, conflict, late, rejected, corrected)
                .reduce(0, Math::addExact);
    }

    VerdictTotals plus(VerdictTotals other) {
        return new VerdictTotals(
                Math.addExact(counted, other.counted),
                Math.addExact(duplicate, other.duplicate),
                Math.addExact(conflict, other.conflict),
                Math.addExact(late, other.late),
                Math.addExact(rejected, other.rejected),
                Math.addExact(corrected, other.corrected));
    }
}
