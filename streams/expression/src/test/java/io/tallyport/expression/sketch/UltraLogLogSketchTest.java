package io.tallyport.expression.sketch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.domain.metering.Distinct;
import io.tallyport.domain.metering.Sketch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UltraLogLogSketchTest {

    private static final Sketch.Maker MAKER = UltraLogLogSketch.MAKER;

    @Test
    void itsErrorIsAsStated() {
        double squares = 0;
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            int different = 20_000;
            long[] hashes = new Random(round).longs(different).toArray();
            double error = (double) MAKER.empty().with(hashes).estimate() / different - 1;
            squares += error * error;
        }
        double standardError = Math.sqrt(squares / rounds);
        // Of fifty rounds a standard error is known to a tenth; three times that is far out.
        assertTrue(standardError < 1.3 * Double.parseDouble(UltraLogLogSketch.RELATIVE_ERROR), "is " + standardError);
    }

    @Test
    void orderRepeatsAndPartsDoNotMatterAndStoredIsTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var values = new ArrayList<Long>();
        for (int i = 0; i < 3_000; i++) {
            values.add((long) random.nextInt(2_000));
        }
        Distinct inOrder = all(values);
        Collections.shuffle(values, random);
        assertEquals(inOrder, all(values), "seed " + seed);
        Distinct parts = all(values.subList(0, 100)).merge(all(values.subList(100, values.size())));
        assertEquals(inOrder, parts, "seed " + seed);
        assertEquals(inOrder, all(values.subList(100, values.size())).merge(all(values.subList(0, 100))));
        assertSame(inOrder, inOrder.merge(parts), "nothing new makes nothing new");
        Sketch sketch = java.util.Objects.requireNonNull(inOrder.sketch());
        assertArrayEquals(sketch.bytes(), MAKER.of(sketch.bytes()).bytes());
        assertEquals(sketch.estimate(), MAKER.of(sketch.bytes()).estimate());
    }

    private static Distinct all(Iterable<Long> values) {
        Distinct all = null;
        for (long value : values) {
            Distinct one = Distinct.of(value, MAKER);
            all = all == null ? one : all.merge(one);
        }
        return java.util.Objects.requireNonNull(all);
    }
}
