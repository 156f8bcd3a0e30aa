package io.tallyport.domain.lease;

/**
 * The answer to a lease request.
 *
 * @param request what was asked
 * @param granted whether a lease was given
 * @param reason stable code
 * @param detail a sentence
 */
public record LeaseAnswer(LeaseRequest request, boolean granted, String reason, String detail) {}
