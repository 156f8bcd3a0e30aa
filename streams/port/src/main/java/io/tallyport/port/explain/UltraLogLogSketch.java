package io.tallyport.port.explain;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import io.tallyport.domain.metering.Sketch;

/**
 * The port {@link Sketch} over UltraLogLog, as the pipeline has it: the same registers give the same estimate, so that one
 * that was stated can be compared to one that was recomputed. It stands here again because the two share no classes.
 */
final class UltraLogLogSketch implements Sketch {

    private static final int PRECISION = 12;

    /** Makes them. */
    public static final Maker MAKER = new Maker() {
        @Override
        public Sketch empty() {
            return new UltraLogLogSketch(UltraLogLog.create(PRECISION));
        }

        @Override
        public Sketch of(byte[] bytes) {
            return new UltraLogLogSketch(UltraLogLog.wrap(bytes));
        }
    };

    /** Not changed once it is in a sketch. */
    private final UltraLogLog registers;

    private UltraLogLogSketch(UltraLogLog registers) {
        this.registers = registers;
    }

    @Override
    public Sketch with(long[] hashes) {
        UltraLogLog more = registers.copy();
        for (long hash : hashes) {
            more.add(hash);
        }
        return changed(more);
    }

    @Override
    public Sketch merge(Sketch other) {
        return changed(registers.copy().add(((UltraLogLogSketch) other).registers));
    }

    private Sketch changed(UltraLogLog more) {
        return java.util.Arrays.equals(more.getState(), registers.getState()) ? this : new UltraLogLogSketch(more);
    }

    @Override
    public long estimate() {
        return Math.round(registers.getDistinctCountEstimate());
    }

    @Override
    public byte[] bytes() {
        return registers.getState();
    }
}
