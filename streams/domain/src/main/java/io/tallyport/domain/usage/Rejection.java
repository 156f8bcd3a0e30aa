package io.tallyport.domain.usage;

/**
 * Why an event does not count.
 *
 * @param reason stable code
 * @param field the field at fault; empty if the record as a whole is
 * @param detail a sentence
 */
public record Rejection(RejectionReason reason, String field, String detail) {}
