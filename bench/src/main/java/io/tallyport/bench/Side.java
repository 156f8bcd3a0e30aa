package io.tallyport.bench;

import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;

/** One of the applications that are compared. It reads the preloaded source topics. */
interface Side {

    /** Name of the side in reports. */
    String name();

    /** Makes ready for a pass of this id, which no other pass has, and returns what it runs. */
    Topology prepare(String pass) throws InterruptedException;

    /** What it sets beyond the settings that all sides share. */
    default Map<String, Object> settings() {
        return Map.of();
    }

    /** Stream threads it runs with. */
    default int threads() {
        return 1;
    }

    /** Topics that must be read to their ends before the clock starts: what prepares the usage, as licenses do. */
    default List<String> outsideTheClock() {
        return List.of();
    }

    /** Topics within the application of this id that must be read to their ends as well before all is decided. */
    default List<String> hops(String pass) {
        return List.of();
    }

    /**
     * Compares what the pass wrote with what it must come to.
     *
     * @throws IllegalStateException saying what differs
     */
    void verify(Expected expected) throws InterruptedException;
}
