package io.tallyport.domain.metering;

import java.math.BigDecimal;

/**
 * By how much a level changed.
 *
 * @param by all changes together, exact
 */
public record LevelChange(BigDecimal by) implements Detail {}
