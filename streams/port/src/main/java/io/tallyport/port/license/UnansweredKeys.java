package io.tallyport.port.license;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that were given by commands whose outcome has not been told yet, so that a repeat after a time-out is the same command and its
 * answer still shows the key. In memory only; the oldest are forgotten. Thread-safe.
 */
final class UnansweredKeys {

    private static final int KEPT_MAX = 1_000;

    private final Map<String, String> keys = new LinkedHashMap<>();

    synchronized void remember(String license, String commandId, String key) {
        keys.put(name(license, commandId), key);
        if (keys.size() > KEPT_MAX) {
            keys.remove(keys.keySet().iterator().next());
        }
    }

    synchronized Optional<String> keyOf(String license, String commandId) {
        return Optional.ofNullable(keys.get(name(license, commandId)));
    }

    synchronized void forget(String license, String commandId) {
        keys.remove(name(license, commandId));
    }

    private static String name(String license, String commandId) {
        return license + "\n" + commandId;
    }
}
