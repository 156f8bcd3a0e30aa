package io.tallyport.domain.anomaly;

import java.math.BigDecimal;

/**
 * A bucket that still takes values.
 *
 * @param fromMs its start
 * @param total sum of its values so far
 */
public record OpenBucket(long fromMs, BigDecimal total) {}
