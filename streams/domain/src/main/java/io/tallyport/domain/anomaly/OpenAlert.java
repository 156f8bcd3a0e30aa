package io.tallyport.domain.anomaly;

import java.math.BigDecimal;

/**
 * An alert that is not resolved yet.
 *
 * @param id its id
 * @param direction which way the value left what was expected
 * @param worst how far off the worst bucket so far was, in the meter's unit, without sign
 */
public record OpenAlert(String id, Direction direction, BigDecimal worst) {}
