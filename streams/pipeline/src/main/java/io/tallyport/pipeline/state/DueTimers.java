package io.tallyport.pipeline.state;

import io.tallyport.domain.ledger.Timers;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When each license must be looked at next. Derived from the ledgers, so nothing of it is stored. */
public final class DueTimers {

    /** An instant, and the licenses that are due then, in the order in which they came. */
    private record Due(long atMs, LinkedHashSet<String> licenses) {
        Due(long atMs) {
            this(atMs, new LinkedHashSet<>());
        }
    }

    private final Due never = new Due(Timers.NEVER);
    private final Map<String, Due> dueByLicense = new HashMap<>();
    private final TreeMap<Long, Due> dues = new TreeMap<>();

    /** Whether the license exists. */
    public boolean knows(String license) {
        return dueByLicense.containsKey(license);
    }

    /** How many licenses the task holds. */
    public int licenses() {
        return dueByLicense.size();
    }

    /** Sets when the license is due. Said after each turn, and mostly the same as before: nothing is written then. */
    public void set(String license, long dueMs) {
        Due before = dueByLicense.get(license);
        if (before != null && before.atMs == dueMs) {
            return;
        }
        Due next = dueMs == Timers.NEVER ? never : dues.computeIfAbsent(dueMs, Due::new);
        dueByLicense.put(license, next);
        if (dueMs != Timers.NEVER) {
            next.licenses.add(license);
        }
        if (before != null) {
            before.licenses.remove(license);
            if (before.licenses.isEmpty()) {
                dues.remove(before.atMs);
            }
        }
    }

    /** Makes every license due at once, because the terms changed. */
    public void setAllDue() {
        for (String license : java.util.List.copyOf(dueByLicense.keySet())) {
            set(license, Long.MIN_VALUE);
        }
    }

    /** Whether the license is due at {@code nowMs}. */
    public boolean isDue(String license, long nowMs) {
        // Asked for each record: mostly nobody is due, and then nobody has to be looked up.
        if (isNobodyDue(nowMs)) {
            return false;
        }
        Due due = dueByLicense.get(license);
        return due != null && due.atMs <= nowMs;
    }

    /** The license that was due first; null if none is due at {@code nowMs}. */
    public @Nullable String firstDue(long nowMs) {
        return isNobodyDue(nowMs)
                ? null
                : dues.firstEntry().getValue().licenses.iterator().next();
    }

    private boolean isNobodyDue(long nowMs) {
        return dues.isEmpty() || dues.firstKey() > nowMs;
    }
}
