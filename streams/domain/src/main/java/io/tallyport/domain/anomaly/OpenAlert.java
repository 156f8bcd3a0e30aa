package io.tallyport.domain.anomaly;

import java.math.BigDecimal;

/**
 * An alert that is not resolved yet.
 *
 * @param id its id
 * @param direction which way the value left what was expected
 * @param worstScore the greatest score so far, without sign
 */
public record OpenAlert(String id, Direction direction, BigDecimal worstScore) {}
