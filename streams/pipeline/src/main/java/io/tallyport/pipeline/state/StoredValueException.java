package io.tallyport.pipeline.state;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A stored value that this version cannot read: damaged, truncated, or of a newer format. The task stops and nothing
 * is changed: going on would be a silent reset of somebody's usage.
 */
public final class StoredValueException extends RuntimeException {

    private final String store;
    private final @Nullable Bytes key;
    private final @Nullable TopicPartition changelog;

    StoredValueException(String store, String what) {
        this(store, null, null, "store " + store + " " + what, null);
    }

    StoredValueException(String store, String what, Throwable cause) {
        this(store, null, null, "store " + store + " " + what, cause);
    }

    private StoredValueException(
            String store,
            @Nullable Bytes key,
            @Nullable TopicPartition changelog,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.store = store;
        this.key = key;
        this.changelog = changelog;
    }

    /**
     * A value that cannot be read, whatever the reader stumbled over.
     *
     * @param key its key; null if what is wrong is that there is none
     * @param name the key for people
     */
    static StoredValueException at(String store, @Nullable Bytes key, String name, RuntimeException cause) {
        String what = cause instanceof StoredValueException stored && stored.getMessage() != null
                ? stored.getMessage()
                : "store " + store + " holds a damaged value (" + cause + ")";
        return new StoredValueException(store, key, null, what + ", key " + name, cause);
    }

    /** The same with the coordinates that an operator needs, and what to do; itself if it has them. */
    public StoredValueException ofTask(String application, TaskId task) {
        if (changelog != null) {
            return this;
        }
        String topic = application + "-" + store + "-changelog";
        return new StoredValueException(
                store,
                key,
                new TopicPartition(topic, task.partition()),
                "partition " + task.partition() + ": " + getMessage()
                        + ". Its task does not run and nothing was changed."
                        + " If a newer version wrote it, start that one. Otherwise stop the node and delete the folder "
                        + task + " of its stores, which are then restored from topic " + topic
                        + "; if this message comes again, the record of that key in partition "
                        + task.partition() + " of the topic is damaged, and the topic has to come from a backup.",
                this);
    }

    /** Key of the value; null if it is not one value that is damaged. */
    public @Nullable Bytes key() {
        return key;
    }

    /** Where the value was logged; null if the task is not known. */
    public @Nullable TopicPartition changelog() {
        return changelog;
    }
}
