package io.tallyport.contract;

/** Bytes that are no record of the expected topic. The reason is a stable code; the message is a sentence. */
public final class WireException extends Exception {

    /** Why the bytes could not be decoded. */
    public enum Reason {
        /** Null, empty, or without the magic byte of the Confluent wire format. */
        NOT_AVRO,
        /** The registry has no schema with the id that the bytes name. */
        UNKNOWN_SCHEMA,
        /** The schema is known, but is another topic's or the body does not follow it. */
        CORRUPT
    }

    private final Reason reason;

    public WireException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public WireException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The stable code. */
    public Reason reason() {
        return reason;
    }
}
