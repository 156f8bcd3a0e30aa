package io.tallyport.port.explain;

import io.tallyport.port.answer.Json;
import io.tallyport.port.answer.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Where a partition of a topic begins now that it keeps no more.
 *
 * @param topic its name
 * @param firstOffset the first offset that is there
 * @param firstAtMs broker time at which that record was appended, ms since the epoch; if nothing is left, the time now
 */
record EvidenceStart(String topic, long firstOffset, long firstAtMs) {

    /**
     * Whether everything is there that was appended from a time on.
     *
     * @param brokersTime whether that time is of the broker's clock; if it is another, only a topic that lost nothing is whole
     */
    boolean isWholeFrom(long neededFromMs, boolean brokersTime) {
        return firstOffset == 0 || brokersTime && firstAtMs <= neededFromMs;
    }

    /** The one of some topics that begins last and lacks something; empty if all are whole. */
    static Optional<EvidenceStart> latestLack(List<EvidenceStart> starts, long neededFromMs, boolean brokersTime) {
        return starts.stream()
                .filter(start -> !start.isWholeFrom(neededFromMs, brokersTime))
                .max(java.util.Comparator.comparingLong(EvidenceStart::firstAtMs));
    }

    /** What is to be said of a period that began earlier. */
    Problem expired(long periodFromMs) {
        return Problem.of(
                410,
                "EVIDENCE_EXPIRED",
                "the events of the period from " + Json.instant(periodFromMs) + " cannot all be read any more: " + topic
                        + " has what was appended from " + Json.instant(firstAtMs)
                        + " on; a sum of a part of them would be no answer");
    }
}
