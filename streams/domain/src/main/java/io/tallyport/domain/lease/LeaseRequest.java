package io.tallyport.domain.lease;

/**
 * A node asks for a slice of a quota or a seat, or gives one back.
 *
 * @param requestId unique; a repeat is the same request
 * @param license license id
 * @param feature feature id
 * @param meter meter id
 * @param node the node that would spend it
 * @param close true: the lease is given back
 */
public record LeaseRequest(
        String requestId, String license, String feature, String meter, String node, boolean close) {}
