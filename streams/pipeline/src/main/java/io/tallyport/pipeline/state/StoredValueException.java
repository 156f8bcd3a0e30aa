package io.tallyport.pipeline.state;

import org.apache.kafka.streams.processor.TaskId;

/**
 * A stored value that this version cannot read: damaged, truncated, or of a newer format. The task stops and nothing
 * is changed: going on would be a silent reset of somebody's usage.
 */
public final class StoredValueException extends RuntimeException {

    private final String store;

    StoredValueException(String store, String what) {
        super("store " + store + " " + what);
        this.store = store;
    }

    StoredValueException(String store, String what, Throwable cause) {
        super("store " + store + " " + what, cause);
        this.store = store;
    }

    private StoredValueException(StoredValueException cause, String message) {
        super(message, cause);
        this.store = cause.store;
    }

    /** A value under a key that cannot be read, whatever the reader stumbled over. */
    static StoredValueException at(String store, String key, RuntimeException cause) {
        String what = cause instanceof StoredValueException stored && stored.getMessage() != null
                ? stored.getMessage()
                : "store " + store + " holds a damaged value (" + cause + ")";
        return new StoredValueException(new StoredValueException(store, "", cause), what + ", key " + key);
    }

    /** The same with the coordinates that an operator needs, and what to do. */
    StoredValueException ofTask(String application, TaskId task) {
        return new StoredValueException(
                this,
                "partition " + task.partition() + ": " + getMessage()
                        + ". Its task does not run and nothing was changed."
                        + " If a newer version wrote it, start that one. Otherwise stop the node and delete the folder "
                        + task + " of its stores, which are then restored from topic " + application + "-" + store
                        + "-changelog; if this message comes again, the record of that key in partition "
                        + task.partition() + " of the topic is damaged, and the topic has to come from a backup.");
    }
}
