package io.tallyport.domain.metering;

/** What is to be taken back is not there: it was not counted so, or its windows are kept no more. */
public final class NotCountedException extends RuntimeException {

    public NotCountedException(String message) {
        super(message);
    }
}
