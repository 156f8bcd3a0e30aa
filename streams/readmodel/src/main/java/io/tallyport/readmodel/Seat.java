package io.tallyport.readmodel;

import io.tallyport.domain.evidence.Origin;

/**
 * A named seat of a license that a member has.
 *
 * @param member whose it is
 * @param sinceMs tick time at which it was assigned, ms since the epoch
 * @param assignedBy author of the command
 * @param reason why they did
 * @param commandId the command
 * @param at where the license event stands in its topic
 */
public record Seat(String member, long sinceMs, String assignedBy, String reason, String commandId, Origin at) {}
