package io.tallyport.readmodel;

/**
 * How many usage records got which verdict; ranges count as many as they stand for.
 *
 * @param counted counted into meters
 * @param duplicate same id, same payload
 * @param conflict same id, other payload
 * @param late older than the acceptance limit
 * @param rejected not acceptable
 */
public record VerdictTotals(long counted, long duplicate, long conflict, long late, long rejected) {

    static final VerdictTotals NONE = new VerdictTotals(0, 0, 0, 0, 0);

    /** All usage records that have a verdict. */
    public long all() {
        return Math.addExact(Math.addExact(counted, duplicate), Math.addExact(conflict, Math.addExact(late, rejected)));
    }

    VerdictTotals plus(VerdictTotals other) {
        return new VerdictTotals(
                Math.addExact(counted, other.counted),
                Math.addExact(duplicate, other.duplicate),
                Math.addExact(conflict, other.conflict),
                Math.addExact(late, other.late),
                Math.addExact(rejected, other.rejected));
    }
}
