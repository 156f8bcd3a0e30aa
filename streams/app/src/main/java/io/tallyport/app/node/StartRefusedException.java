package io.tallyport.app.node;

/** The node cannot start, for a reason that its user can mend. The message says what, where and why; show it as it is. */
public final class StartRefusedException extends RuntimeException {

    public StartRefusedException(String message) {
        super(message);
    }

    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
