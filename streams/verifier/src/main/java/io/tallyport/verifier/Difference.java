package io.tallyport.verifier;

/**
 * Something that was published and should not have been, or the other way round.
 *
 * @param at the record that shows it
 * @param law stable name of the law that it breaks
 * @param detail a sentence
 */
public record Difference(Place at, String law, String detail) {}
