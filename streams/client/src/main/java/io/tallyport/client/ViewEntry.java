package io.tallyport.client;

import io.tallyport.domain.entitlement.Entitlement;

/**
 * A license in the view.
 *
 * @param entitlement what it may do
 * @param partition partition that the snapshot was read from
 * @param offset offset of the snapshot
 * @param asOfMs pipeline time at which it was published
 * @param tickAppendedAtMs broker time of that tick
 */
public record ViewEntry(Entitlement entitlement, int partition, long offset, long asOfMs, long tickAppendedAtMs) {}
