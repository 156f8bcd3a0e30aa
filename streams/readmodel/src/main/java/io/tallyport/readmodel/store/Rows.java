package io.tallyport.readmodel.store;

import org.jspecify.annotations.Nullable;

/** One consistent state of the store, to read from. Not thread-safe; valid only within the call that was given it. */
public interface Rows {

    /** What to do with a row of a scan. */
    @FunctionalInterface
    interface Visitor {
        /** Looks at one row; false ends the scan. */
        boolean visit(byte[] key, byte[] value);
    }

    /** The value of a key, or null. */
    byte @Nullable [] get(byte[] key);

    /**
     * Visits the rows whose keys begin with a prefix, in key order.
     *
     * @param from the first key to visit, or null for the first of the prefix
     */
    void scan(byte[] prefix, byte @Nullable [] from, Visitor visitor);
}
