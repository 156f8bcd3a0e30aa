package io.tallyport.readmodel;

/**
 * Where a list of statements goes on: behind this row.
 *
 * @param fromMs start of its period, ms since the epoch
 * @param license license id
 * @param number number of the statement; 0 for a period that waits for its statement
 */
public record StatementPosition(long fromMs, String license, long number) {}
