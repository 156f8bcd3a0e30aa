package io.tallyport.client;

/** A listener's registration. */
public interface Subscription extends AutoCloseable {

    /** Ends it. A call under way may still finish. */
    @Override
    void close();
}
