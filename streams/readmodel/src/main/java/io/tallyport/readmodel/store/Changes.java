package io.tallyport.readmodel.store;

/** A batch of changes that is applied whole or not at all. Reading from it sees the store with the changes made so far. */
public interface Changes extends Rows {

    /** Sets the value of a key. */
    void put(byte[] key, byte[] value);

    /** Removes a key; one that is not there is no error. */
    void delete(byte[] key);

    /** Runs a step that makes changes. If it throws, the changes that it made are undone; the exception is passed on. */
    void wholly(Runnable step);
}
