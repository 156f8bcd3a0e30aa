package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.pipeline.state.WaitingMeter.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The meters that wait to be counted again as a whole. One is asked for when it is known where the events that came before it end. */
public final class WaitingMeters {

    private static final long DAY_MS = 86_400_000L;

    private final TaskFacts facts;
    private final Map<String, Map<String, WaitingMeter>> byLicense = new HashMap<>();
    /** Those of which it is not known yet where the events before them end, by usage topic. */
    private final Map<String, Set<Key>> open = new HashMap<>();
    /** What was logged last of each that changed since; null if it was not there. */
    private Map<Key, @Nullable WaitingMeter> changed = new LinkedHashMap<>();

    private final List<WaitingMeter> ready = new ArrayList<>();
    /** Instants from which on meters were recounted since the last flush, or came to wait. */
    private Map<Key, Long> done = new HashMap<>();

    private Map<Key, Long> begun = new HashMap<>();
    /** The licenses of those. */
    private Set<String> toBeSaid = new HashSet<>();

    private int size;
    private long expiredOn;

    WaitingMeters(TaskFacts facts) {
        this.facts = facts;
        facts.waitingMeters(waiting -> {
            put(waiting);
            open(waiting);
        });
    }

    /** Whether none waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How many wait. */
    public int size() {
        return size;
    }

    /** What waits of a license. */
    public Collection<WaitingMeter> of(String license) {
        return byLicense.getOrDefault(license, Map.of()).values();
    }

    /** Whether a meter of a license waits; null if not. */
    public @Nullable WaitingMeter find(Key key) {
        return byLicense.getOrDefault(key.license(), Map.of()).get(key.meter());
    }

    /** Takes over what a turn that succeeded made of one. */
    void replace(WaitingMeter next) {
        WaitingMeter before = find(next.key());
        changed.putIfAbsent(next.key(), before);
        if (before == null) {
            begun.put(next.key(), next.fromMs());
            toBeSaid.add(next.key().license());
        }
        put(next);
        open(next);
        boolean isAnew = before == null || !before.cause().equals(next.cause());
        if (isAnew && next.until().keySet().containsAll(Recounts.TOPICS)) {
            ready.add(next);
        }
    }

    /** Takes over that a turn that succeeded recounted one. */
    void finish(Key key) {
        WaitingMeter before = find(key);
        if (before != null) {
            done.put(key, before.fromMs());
            toBeSaid.add(key.license());
            drop(before);
        }
    }

    private void drop(WaitingMeter waiting) {
        changed.putIfAbsent(waiting.key(), waiting);
        open.values().forEach(keys -> keys.remove(waiting.key()));
        var ofLicense = byLicense.get(waiting.key().license());
        if (ofLicense != null && ofLicense.remove(waiting.key().meter()) != null) {
            size--;
            if (ofLicense.isEmpty()) {
                byLicense.remove(waiting.key().license());
            }
        }
    }

    private void open(WaitingMeter waiting) {
        for (String topic : Recounts.TOPICS) {
            if (!waiting.until().containsKey(topic)) {
                open.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(waiting.key());
            }
        }
    }

    /** Notes that a record of a usage topic is read, before it is decided on: what is asked for ends here. */
    public void reach(Origin origin) {
        if (open.isEmpty()) {
            return;
        }
        var reached = open.remove(origin.topic());
        for (Key key : reached == null ? Set.<Key>of() : reached) {
            WaitingMeter waiting = Objects.requireNonNull(find(key));
            changed.putIfAbsent(key, waiting);
            WaitingMeter next = waiting.withUntil(origin.topic(), origin.offset());
            put(next);
            if (next.until().keySet().containsAll(Recounts.TOPICS)) {
                ready.add(next);
            }
        }
    }

    /** Those that can be asked for since the last call, and still wait. */
    public List<WaitingMeter> takeReady() {
        var taken = ready.stream()
                .filter(waiting -> {
                    var now = find(waiting.key());
                    return now != null
                            && now.cause().equals(waiting.cause())
                            && now.until().equals(waiting.until())
                            && now.attempt() <= Recounts.MOST_ATTEMPTS;
                })
                .toList();
        ready.clear();
        return taken;
    }

    /**
     * What readings say of a license's windows.
     *
     * @param other what else they say
     */
    public Recounts.Marks marks(String license, UsageCalendar calendar, Recounts.Marks other) {
        boolean isNone = !byLicense.containsKey(license) && !toBeSaid.contains(license);
        return isNone ? other : new WholeMeters(license, calendar, other);
    }

    private final class WholeMeters implements Recounts.Marks {
        private final String license;
        private final UsageCalendar calendar;
        private final Recounts.Marks other;

        WholeMeters(String license, UsageCalendar calendar, Recounts.Marks other) {
            this.license = license;
            this.calendar = calendar;
            this.other = other;
        }

        @Override
        public boolean isSaidAnew(String series) {
            return begun.containsKey(keyOf(series)) || other.isSaidAnew(series);
        }

        @Override
        public boolean isRecounting(String series, String group, WindowStart window) {
            WaitingMeter waiting = find(keyOf(series));
            return waiting != null && endsAfter(window, waiting.fromMs()) || other.isRecounting(series, group, window);
        }

        @Override
        public boolean wasRecounted(String series, String group, WindowStart window) {
            var key = keyOf(series);
            Long fromMs = done.get(key);
            // That it waits is said of months alone: they are what people look at.
            Long begunMs = window.window() == Window.MONTH ? begun.get(key) : null;
            return fromMs != null && endsAfter(window, fromMs)
                    || begunMs != null && endsAfter(window, begunMs)
                    || other.wasRecounted(series, group, window);
        }

        private Key keyOf(String series) {
            return new Key(license, Meter.idOf(GroupUsage.seriesOf(series)));
        }

        private boolean endsAfter(WindowStart window, long instantMs) {
            return calendar.toMs(window.window(), window.fromMs()) > instantMs;
        }
    }

    /** Once a day: gives up what waits for windows that are kept no more, and asks again for what no answer agreed with. */
    private void expire(long nowMs) {
        long day = nowMs / DAY_MS;
        if (day == expiredOn) {
            return;
        }
        expiredOn = day;
        for (var ofLicense : new ArrayList<>(byLicense.values())) {
            for (WaitingMeter waiting : new ArrayList<>(ofLicense.values())) {
                if (waiting.fromMs() < nowMs - Recounts.PATIENCE_MS) {
                    finish(waiting.key());
                } else if (waiting.attempt() > Recounts.MOST_ATTEMPTS) {
                    // Whatever was wrong may be mended by now.
                    changed.putIfAbsent(waiting.key(), waiting);
                    put(waiting.again());
                    ready.add(waiting.again());
                }
            }
        }
    }

    /** Logs what changed. */
    void flush(long nowMs) {
        expire(nowMs);
        if (changed.isEmpty()) {
            return;
        }
        changed.forEach((key, logged) -> facts.waitingMeter(key, logged, find(key)));
        // Once they were large, to clear them would take long for ever.
        changed = new LinkedHashMap<>();
        done = new HashMap<>();
        begun = new HashMap<>();
        toBeSaid = new HashSet<>();
    }

    private void put(WaitingMeter waiting) {
        Key key = waiting.key();
        var before = byLicense
                .computeIfAbsent(key.license(), l -> new LinkedHashMap<>())
                .put(key.meter(), waiting);
        size += before == null ? 1 : 0;
    }
}
