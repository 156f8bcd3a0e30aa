package io.tallyport.domain.statement;

/**
 * What an event is told by in the certificate of its period: 128 bits of its source and id.
 *
 * @param high upper half
 * @param low lower half
 */
public record EventDigest(long high, long low) {}
