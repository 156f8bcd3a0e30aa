package io.tallyport.bench;

import org.apache.kafka.streams.Topology;

/** One of the applications that are compared. It reads the preloaded source topics. */
interface Side {

    /** Name of the side in reports. */
    String name();

    /** Makes ready for a pass of this id, which no other pass has, and returns what it runs. */
    Topology prepare(String pass) throws InterruptedException;

    /**
     * Compares what the pass wrote with what it must come to.
     *
     * @throws IllegalStateException saying what differs
     */
    void verify(Expected expected) throws InterruptedException;
}
