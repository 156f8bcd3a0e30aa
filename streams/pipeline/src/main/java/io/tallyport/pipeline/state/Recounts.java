package io.tallyport.pipeline.state;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.pipeline.state.PendingRecount.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The recounts that a task waits for. One is asked for when it is known where the events that came before it end: at the
 * next record of each usage topic.
 */
public final class Recounts {

    /** After so many answers that do not agree, nobody is asked any more: the readings go on to say that they wait. */
    static final int MOST_ATTEMPTS = 5;

    /** So many may wait. */
    public static final int MOST = 100_000;

    static final List<String> TOPICS = List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());

    private static final long DAY_MS = 86_400_000L;
    /** What was not answered by then is given up: statements wait for it. */
    static final long PATIENCE_MS = 70 * DAY_MS;

    private final TaskFacts facts;
    private long expiredOn;
    private final Map<String, Map<Key, PendingRecount>> byLicense = new HashMap<>();
    /** Those of which it is not known yet where the events before them end, by usage topic. */
    private final Map<String, Set<Key>> open = new HashMap<>();

    private final Set<Key> changed = new LinkedHashSet<>();
    private final List<PendingRecount> ready = new ArrayList<>();
    /** Windows that were recounted since the last flush: their readings say so, even where the value is the same. */
    private final Map<String, Set<Window>> done = new HashMap<>();

    private int size;

    /** One window of a meter or group. */
    private record Window(String series, String group, WindowStart start) {}

    /** What readings say of the windows of one license. */
    public interface Marks {

        /** Nothing waits, and nothing was recounted. */
        Marks NONE = new Marks() {
            @Override
            public boolean isRecounting(String series, String group, WindowStart window) {
                return false;
            }

            @Override
            public boolean wasRecounted(String series, String group, WindowStart window) {
                return false;
            }
        };

        /** Whether something of a version of a meter is to be said although its usage is as it was. */
        default boolean isSaidAnew(String series) {
            return false;
        }

        /** Whether the value waits to be recounted. */
        boolean isRecounting(String series, String group, WindowStart window);

        /** Whether that is to be said anew, because it was recounted, or came to wait, since the last commit. */
        boolean wasRecounted(String series, String group, WindowStart window);
    }

    Recounts(TaskFacts facts) {
        this.facts = facts;
        facts.recounts(pending -> {
            put(pending);
            open(pending);
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

    /** The one that a meter or group waits for; null if none. */
    public @Nullable PendingRecount find(Key key) {
        var ofLicense = byLicense.get(key.license());
        return ofLicense == null ? null : ofLicense.get(key);
    }

    /** Takes over what a turn that succeeded made of one; one without windows is done. */
    void replace(PendingRecount next) {
        Key key = next.key();
        PendingRecount before = find(key);
        if (before != null) {
            for (WindowStart window : before.windows()) {
                if (!next.windows().contains(window)) {
                    done.computeIfAbsent(key.license(), l -> new HashSet<>())
                            .add(new Window(key.series(), key.group(), window));
                }
            }
        }
        changed.add(key);
        if (next.windows().isEmpty()) {
            open.values().forEach(keys -> keys.remove(key));
            remove(key);
            return;
        }
        put(next);
        open(next);
    }

    private void open(PendingRecount pending) {
        for (String topic : TOPICS) {
            if (!pending.until().containsKey(topic)) {
                open.computeIfAbsent(topic, t -> new LinkedHashSet<>()).add(pending.key());
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
            PendingRecount pending = java.util.Objects.requireNonNull(find(key));
            var until = new HashMap<>(pending.until());
            until.put(origin.topic(), origin.offset());
            PendingRecount next = pending.withUntil(until);
            put(next);
            changed.add(key);
            if (until.keySet().containsAll(TOPICS)) {
                ready.add(next);
            }
        }
    }

    /** Those that can be asked for since the last call, and still wait. */
    public List<PendingRecount> takeReady() {
        var taken = ready.stream()
                .filter(pending -> {
                    var now = find(pending.key());
                    return now != null && now.cause().equals(pending.cause()) && now.attempt() <= MOST_ATTEMPTS;
                })
                .toList();
        ready.clear();
        return taken;
    }

    /** Those of a license. */
    public Collection<PendingRecount> of(String license) {
        return byLicense.getOrDefault(license, Map.of()).values();
    }

    /** What readings say of a license's windows. */
    public Marks marks(String license) {
        var waiting = byLicense.getOrDefault(license, Map.of());
        var recounted = done.getOrDefault(license, Set.of());
        if (waiting.isEmpty() && recounted.isEmpty()) {
            return Marks.NONE;
        }
        return new Marks() {
            @Override
            public boolean isRecounting(String series, String group, WindowStart window) {
                var pending = waiting.get(new Key(license, series, group));
                return pending != null && pending.windows().contains(window);
            }

            @Override
            public boolean wasRecounted(String series, String group, WindowStart window) {
                return recounted.contains(new Window(series, group, window));
            }
        };
    }

    /** Gives up what nobody has answered for long. */
    private void expire(long nowMs) {
        long day = nowMs / DAY_MS;
        if (day == expiredOn) {
            return;
        }
        expiredOn = day;
        for (var waiting : new ArrayList<>(byLicense.values())) {
            for (PendingRecount pending : new ArrayList<>(waiting.values())) {
                if (sinceMs(pending) < nowMs - PATIENCE_MS) {
                    changed.add(pending.key());
                    open.values().forEach(keys -> keys.remove(pending.key()));
                    remove(pending.key());
                }
            }
        }
    }

    /** Of a build that did not say so, windows were live ones: they began soon before. */
    private static long sinceMs(PendingRecount pending) {
        return pending.sinceMs() > 0
                ? pending.sinceMs()
                : pending.windows().stream()
                        .mapToLong(WindowStart::fromMs)
                        .max()
                        .orElse(0);
    }

    /** Logs what changed. */
    void flush(long nowMs) {
        expire(nowMs);
        for (Key key : changed) {
            PendingRecount pending = find(key);
            if (pending == null) {
                facts.forgetRecount(key);
            } else {
                facts.recount(pending);
            }
        }
        changed.clear();
        done.clear();
    }

    private void put(PendingRecount pending) {
        var before = byLicense
                .computeIfAbsent(pending.key().license(), l -> new LinkedHashMap<>())
                .put(pending.key(), pending);
        size += before == null ? 1 : 0;
    }

    private void remove(Key key) {
        var ofLicense = byLicense.get(key.license());
        if (ofLicense != null && ofLicense.remove(key) != null) {
            size--;
            if (ofLicense.isEmpty()) {
                byLicense.remove(key.license());
            }
        }
    }
}
