package io.tallyport.domain.anomaly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one score is made of: the bucket's value and the quantiles of the buckets before it.
 *
 * @param observed value of the bucket
 * @param p1 first percentile
 * @param p25 lower quartile
 * @param p50 median: what is expected
 * @param p75 upper quartile
 * @param p99 99th percentile
 * @param floor least spread that counts as more than noise, above 0
 */
record DetectorInputs(
        BigDecimal observed,
        BigDecimal p1,
        BigDecimal p25,
        BigDecimal p50,
        BigDecimal p75,
        BigDecimal p99,
        BigDecimal floor) {

    /** Spread of a normal distribution, in its standard deviations, between the quartiles. */
    private static final BigDecimal QUARTILES_APART = new BigDecimal("1.349");
    /** The same between the first and the 99th percentile: catches spread that the quartiles miss. */
    private static final BigDecimal PERCENTILES_APART = new BigDecimal("4.65");
    /** A twentieth of what is expected is noise. */
    private static final BigDecimal NOISE_PART = new BigDecimal("0.05");

    private static final int SCALE_DECIMALS = 12;
    private static final int SCORE_DECIMALS = 3;

    /** The spread: max(IQR / 1.349, (p99 - p1) / 4.65, a twentieth of the median, the floor). */
    BigDecimal scale() {
        return p75.subtract(p25)
                .divide(QUARTILES_APART, SCALE_DECIMALS, RoundingMode.HALF_EVEN)
                .max(p99.subtract(p1).divide(PERCENTILES_APART, SCALE_DECIMALS, RoundingMode.HALF_EVEN))
                .max(p50.abs().multiply(NOISE_PART))
                .max(floor);
    }

    /** How many scales the value is above (or, negative, below) the median; to three decimals. */
    BigDecimal score() {
        return observed.subtract(p50).divide(scale(), SCORE_DECIMALS, RoundingMode.HALF_EVEN);
    }

    Map<String, String> toMap() {
        var map = new TreeMap<String, String>();
        map.put("observed", observed.toPlainString());
        map.put("p1", p1.toPlainString());
        map.put("p25", p25.toPlainString());
        map.put("p50", p50.toPlainString());
        map.put("p75", p75.toPlainString());
        map.put("p99", p99.toPlainString());
        map.put("floor", floor.toPlainString());
        return map;
    }

    /** The inputs of a finding. */
    static DetectorInputs of(Map<String, String> inputs) {
        return new DetectorInputs(
                number(inputs, "observed"),
                number(inputs, "p1"),
                number(inputs, "p25"),
                number(inputs, "p50"),
                number(inputs, "p75"),
                number(inputs, "p99"),
                number(inputs, "floor"));
    }

    /** One exact number among the inputs of a finding. */
    static BigDecimal number(Map<String, String> inputs, String name) {
        String text = inputs.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name + ": missing from the inputs");
        }
        return new BigDecimal(text);
    }
}
