package io.tallyport.pipeline.state;

import io.tallyport.domain.ledger.LicenseLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What a task that loads has to know of every license: that it exists, and when it is due. */
final class LedgerTimers {

    private final KeyValueStore<Bytes, byte[]> store;

    LedgerTimers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Takes what is stored about when licenses are due. */
    interface Reader {
        void take(String license, Counters.Timer timer);

        /** A license whose counters do not say yet when it is due. */
        void take(LicenseLedger ledger);

        /** Whether a license was taken. */
        boolean knows(String license);
    }

    /**
     * Reads when each license is due, from its counters alone; the whole ledger of those whose counters do not say so yet.
     * A license of which only a part is stored is damaged.
     *
     * @param loader reads the ledger of a license from the same store
     */
    void read(Reader timers, Function<String, LicenseLedger> loader) {
        var untimed = new ArrayList<String>();
        var others = new HashSet<String>();
        // Sums of hashes, whatever the order: equal if each license has both, and as good as never if not.
        long heads = 0;
        long counters = 0;
        try (var all = store.all()) {
            while (all.hasNext()) {
                var stored = all.next();
                byte[] key = stored.key.get();
                int end = endOfLicense(key);
                if (key[end + 1] == LedgerCache.HEAD) {
                    heads += hashOf(key, end);
                    continue;
                }
                String license = new String(key, 0, end, StandardCharsets.UTF_8);
                if (key[end + 1] != LedgerCache.COUNTERS) {
                    others.add(license);
                    continue;
                }
                counters += hashOf(key, end);
                var timer = timer(license, stored.value);
                if (timer == null) {
                    untimed.add(license);
                } else {
                    timers.take(license, timer);
                }
            }
        }
        if (heads != counters) {
            requireAllParts();
        }
        untimed.forEach(license -> timers.take(loader.apply(license)));
        others.removeIf(timers::knows);
        if (!others.isEmpty()) {
            requireAllParts();
        }
    }

    private static Counters.@Nullable Timer timer(String license, byte[] counters) {
        try {
            return Counters.timer(LedgerCache.STORE, counters);
        } catch (RuntimeException e) {
            throw StoredValueException.at(
                    LedgerCache.STORE,
                    LedgerCache.key(license, LedgerCache.COUNTERS, ""),
                    license + " " + LedgerCache.COUNTERS,
                    e);
        }
    }

    /** Names the license that lacks its head or its counters, which every commit wrote together. */
    private void requireAllParts() {
        var licenses = new HashSet<String>();
        try (var all = store.all()) {
            while (all.hasNext()) {
                byte[] key = all.next().key.get();
                licenses.add(new String(key, 0, endOfLicense(key), StandardCharsets.UTF_8));
            }
        }
        for (String license : licenses) {
            if (store.get(LedgerCache.key(license, LedgerCache.HEAD, "")) == null) {
                throw LedgerCache.lacksHead(license);
            }
            if (store.get(LedgerCache.key(license, LedgerCache.COUNTERS, "")) == null) {
                throw new StoredValueException(LedgerCache.STORE, "lacks the counters of license " + license);
            }
        }
    }

    private static long hashOf(byte[] key, int end) {
        long hash = end;
        for (int i = 0; i < end; i++) {
            hash = (hash ^ key[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    private static int endOfLicense(byte[] key) {
        int end = 0;
        while (key[end] != 0) {
            end++;
        }
        return end;
    }
}
