package io.tallyport.domain.usage;

/** What the id index says about an identity. */
public enum Seen {
    /** Never, within the acceptance limit. */
    NEW,
    /** Before, with the same payload. */
    SAME_PAYLOAD,
    /** Before, with another payload. */
    OTHER_PAYLOAD
}
