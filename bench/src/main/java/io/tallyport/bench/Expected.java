package io.tallyport.bench;

import java.math.BigDecimal;

/**
 * What a pass over a workload must come to.
 *
 * @param events events written
 * @param counted how many of them count
 * @param duplicates how many repeat an earlier one
 * @param units what the counted ones add to the SUM meter
 * @param bytes size of all values together
 */
record Expected(long events, long counted, long duplicates, BigDecimal units, long bytes) {}
