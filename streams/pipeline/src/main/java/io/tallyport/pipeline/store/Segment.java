package io.tallyport.pipeline.store;

import org.jspecify.annotations.Nullable;

/** A stretch of a log: in memory while it is new, in the spill file afterwards. Written once, from front to back. */
final class Segment {

    /** Place in the spill file of a segment that is not there. */
    static final long NOWHERE = -1;

    private final int capacity;
    private byte @Nullable [] memory;
    private long place = NOWHERE;
    private int used;
    private int live;

    Segment(int capacity) {
        this.capacity = capacity;
        this.memory = new byte[capacity];
    }

    private Segment(int capacity, long place, int used, int live) {
        this.capacity = capacity;
        this.place = place;
        this.used = used;
        this.live = live;
    }

    /** A segment that lies in the spill file of an earlier run. */
    static Segment spilled(int capacity, long place, int used, int live) {
        return new Segment(capacity, place, used, live);
    }

    int capacity() {
        return capacity;
    }

    /** Bytes written. */
    int used() {
        return used;
    }

    /** Bytes of entries that keys still point to. */
    int live() {
        return live;
    }

    boolean hasRoom(int bytes) {
        return memory != null && capacity - used >= bytes;
    }

    /** Its bytes; null once it is spilled. */
    byte @Nullable [] memory() {
        return memory;
    }

    /** Where it lies in the spill file, or {@link #NOWHERE}. */
    long place() {
        return place;
    }

    /** Takes the next bytes; returns where they begin. */
    int claim(int bytes) {
        int from = used;
        used += bytes;
        live += bytes;
        return from;
    }

    /** An entry of so many bytes is no longer pointed to. */
    void drop(int bytes) {
        live -= bytes;
    }

    /** Its bytes are in the spill file now. */
    void spilledTo(long to) {
        place = to;
        memory = null;
    }
}
