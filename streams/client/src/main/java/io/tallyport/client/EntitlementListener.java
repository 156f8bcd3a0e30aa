package io.tallyport.client;

/**
 * Is told of changed entitlements, on one thread of the view's own. Changes of one license arrive in order; a listener
 * that is slower than the changes is told the oldest {@code previous} with the newest {@code current}. An exception is
 * logged and counted, and harms neither the view nor other listeners.
 */
@FunctionalInterface
public interface EntitlementListener {

    /** Called once per change. */
    void onChange(EntitlementChange change);
}
