package io.tallyport.port.statement;

/**
 * What an export does not hold.
 *
 * @param waiting periods that have no statement yet
 * @param held periods whose statement is held
 * @param asOfMs tick time of this count, ms since the epoch; 0 before the first heartbeat
 */
public record ExportGaps(long waiting, long held, long asOfMs) {}
