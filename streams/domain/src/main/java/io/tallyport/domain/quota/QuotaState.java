package io.tallyport.domain.quota;

import io.tallyport.domain.catalog.Quota;
import io.tallyport.domain.evidence.Evidence;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one quota of one license stands in its current window.
 *
 * @param quota the rule that usage was measured against
 * @param windowFromMs start of the window it speaks of
 * @param level how far usage has come
 * @param crossed thresholds that were crossed, ascending percents
 * @param usedWhenDecided usage when the level last changed
 * @param evidence what changed it; null while nothing did
 */
public record QuotaState(
        Quota quota,
        long windowFromMs,
        QuotaLevel level,
        List<Integer> crossed,
        BigDecimal usedWhenDecided,
        @Nullable Evidence evidence) {
    public QuotaState {
        crossed = List.copyOf(crossed);
    }

    static QuotaState fresh(Quota quota, long windowFromMs) {
        return new QuotaState(quota, windowFromMs, QuotaLevel.WITHIN, List.of(), BigDecimal.ZERO, null);
    }
}
