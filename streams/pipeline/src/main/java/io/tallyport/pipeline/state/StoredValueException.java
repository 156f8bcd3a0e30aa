package io.tallyport.pipeline.state;

/** A stored value that this version cannot read. The task stops rather than lose it. */
public final class StoredValueException extends RuntimeException {
    StoredValueException(String message) {
        super(message);
    }

    StoredValueException(String message, Throwable cause) {
        super(message, cause);
    }
}
