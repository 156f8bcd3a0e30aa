package io.tallyport.domain.anomaly;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that a detector has to say about one bucket, with all that is needed to check it.
 *
 * @param detector what sort of detector: {@link Detector#NAME} or {@link DuplicateFlood#NAME}
 * @param rule stable name of the rule
 * @param alertId id of the alert, unique within the license; the same from OPENED to RESOLVED
 * @param meter meter id; empty if the rule reads none
 * @param status what becomes of the alert
 * @param direction which way the value left what was expected
 * @param severity how loud
 * @param observed value of the bucket
 * @param expected what was expected
 * @param scale the spread that the score is measured in
 * @param score how far off, in scales; negative for a drop
 * @param bucketFromMs start of the bucket
 * @param bucketToMs its end, exclusive
 * @param inputs every value that the rule read; the detector's {@code score(inputs)} is {@code score}
 */
public record DetectorFinding(
        String detector,
        String rule,
        String alertId,
        String meter,
        AlertStatus status,
        Direction direction,
        Severity severity,
        BigDecimal observed,
        BigDecimal expected,
        BigDecimal scale,
        BigDecimal score,
        long bucketFromMs,
        long bucketToMs,
        Map<String, String> inputs) {
    public DetectorFinding {
        inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    }

    /** The finding as a sentence. */
    public String detail() {
        String what = meter.isEmpty() ? detector : meter;
        String verb =
                status == AlertStatus.RESOLVED ? "is back at" : direction == Direction.SPIKE ? "rose to" : "fell to";
        return what + " " + verb + " " + observed.toPlainString() + " from " + Instant.ofEpochMilli(bucketFromMs)
                + " to "
                + Instant.ofEpochMilli(bucketToMs) + ", where " + expected.toPlainString() + " was expected; score "
                + score.toPlainString() + " at a scale of " + scale.toPlainString();
    }
}
