package io.tallyport.readmodel.store;

/** The store cannot be used. The message names the folder and, where there is one, the remedy. */
public final class StoreException extends RuntimeException {

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
