package io.tallyport.verifier;

/** The topics cannot be read, so nothing can be said about them. */
public final class UnreadableException extends Exception {
    UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
