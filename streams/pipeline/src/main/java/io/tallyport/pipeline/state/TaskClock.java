package io.tallyport.pipeline.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The time of a task: the earliest of the last ticks of its sources. It never goes back, and no decision reads another. */
public final class TaskClock {

    private final List<String> sources;
    private final Map<String, Long> ticks;
    private final Map<String, Long> unlogged = new HashMap<>();
    private long nowMs;
    private long tickAppendedAtMs;

    TaskClock(List<String> sources, Map<String, Long> ticks, long tickAppendedAtMs) {
        this.sources = List.copyOf(sources);
        this.ticks = new HashMap<>(ticks);
        this.tickAppendedAtMs = tickAppendedAtMs;
        this.nowMs = earliest();
    }

    /** Reads a tick. Returns whether now moved. */
    public boolean tick(String topic, long timeMs) {
        if (timeMs <= ticks.getOrDefault(topic, 0L)) {
            return false;
        }
        ticks.put(topic, timeMs);
        unlogged.put(topic, timeMs);
        long before = nowMs;
        nowMs = Math.max(nowMs, earliest());
        return nowMs > before;
    }

    /** Tick time, ms since the epoch; 0 until every source ticked once. */
    public long nowMs() {
        return nowMs;
    }

    /** As {@link #nowMs}; before every source ticked once, the last tick of the record's own topic. */
    public long nowFor(String topic) {
        return nowMs > 0 ? nowMs : ticks.getOrDefault(topic, 0L);
    }

    /** Broker time at which the last tick of the usage topic was appended: the age of a view counts from here. */
    public long tickAppendedAtMs() {
        return tickAppendedAtMs;
    }

    /** Notes a later append; returns whether a new second began, so that a heartbeat is due. */
    public boolean appended(long timeMs) {
        boolean newSecond = timeMs / 1000 != tickAppendedAtMs / 1000 && timeMs > tickAppendedAtMs;
        tickAppendedAtMs = Math.max(tickAppendedAtMs, timeMs);
        return newSecond;
    }

    void flush(TaskFacts facts) {
        if (!unlogged.isEmpty()) {
            unlogged.forEach(facts::clock);
            unlogged.clear();
            facts.tickAppendedAtMs(tickAppendedAtMs);
        }
    }

    private long earliest() {
        long earliest = Long.MAX_VALUE;
        for (String source : sources) {
            earliest = Math.min(earliest, ticks.getOrDefault(source, 0L));
        }
        return earliest;
    }
}
