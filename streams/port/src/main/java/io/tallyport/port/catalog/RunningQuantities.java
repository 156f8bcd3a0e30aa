package io.tallyport.port.catalog;

import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.Quota;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.RunningUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What licenses have used by now of the meters that quotas limit, from their readings. A limit is held against all versions of a
 * meter together; of different values and of the latest one, readings do not say what versions come to together: there the
 * last version decides.
 */
record RunningQuantities(CatalogProposal proposal) {

    private static final BigDecimal MS_PER_HOUR = BigDecimal.valueOf(3_600_000);
    private static final int DECIMALS = 18;

    /** What was used by now in the window of a quota that runs. */
    BigDecimal used(Quota quota, RunningUsage usage) {
        Meter now = proposal.before().meters().get(quota.meter());
        Meter meter = now == null ? proposal.after().meters().get(quota.meter()) : now;
        BigDecimal used = BigDecimal.ZERO;
        int version = 0;
        for (Reading reading : usage.in(quota.window())) {
            if (meter != null && reading.meter().equals(meter.id())) {
                BigDecimal more = byNow(reading, meter.aggregation(), usage.nowMs());
                used = switch (meter.aggregation()) {
                    case COUNT, SUM, TIME_WEIGHTED -> used.add(more);
                    case MAX -> version == 0 ? more : used.max(more);
                    case MIN, AVG, LATEST, UNIQUE_COUNT -> reading.meterVersion() > version ? more : used;
                };
                version = Math.max(version, reading.meterVersion());
            }
        }
        return used;
    }

    /** A level goes on since the last reading of it. */
    private static BigDecimal byNow(Reading reading, Aggregation aggregation, long nowMs) {
        if (aggregation != Aggregation.TIME_WEIGHTED || reading.level().isEmpty() || reading.asOfMs() >= nowMs) {
            return reading.value();
        }
        return reading.value()
                .add(new BigDecimal(reading.level())
                        .multiply(BigDecimal.valueOf(nowMs - reading.asOfMs()))
                        .divide(MS_PER_HOUR, DECIMALS, RoundingMode.HALF_EVEN));
    }
}
