package io.tallyport.pipeline.state;

import io.tallyport.domain.ledger.Timers;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** When each license must be looked at next. Derived from the ledgers, so nothing of it is stored. */
public final class DueTimers {

    private final Map<String, Long> dueByLicense = new HashMap<>();
    private final TreeMap<Long, LinkedHashSet<String>> licensesByDue = new TreeMap<>();

    /** Whether the license exists. */
    public boolean knows(String license) {
        return dueByLicense.containsKey(license);
    }

    /** How many licenses the task holds. */
    public int licenses() {
        return dueByLicense.size();
    }

    /** Sets when the license is due. */
    public void set(String license, long dueMs) {
        Long before = dueByLicense.put(license, dueMs);
        if (before != null && before == dueMs) {
            return;
        }
        if (before != null) {
            remove(before, license);
        }
        if (dueMs != Timers.NEVER) {
            licensesByDue.computeIfAbsent(dueMs, d -> new LinkedHashSet<>()).add(license);
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
        Long due = dueByLicense.get(license);
        return due != null && due <= nowMs;
    }

    /** The license that was due first; null if none is due at {@code nowMs}. */
    public @Nullable String firstDue(long nowMs) {
        return isNobodyDue(nowMs)
                ? null
                : licensesByDue.firstEntry().getValue().iterator().next();
    }

    private boolean isNobodyDue(long nowMs) {
        return licensesByDue.isEmpty() || licensesByDue.firstKey() > nowMs;
    }

    private void remove(long dueMs, String license) {
        var licenses = licensesByDue.get(dueMs);
        if (licenses != null) {
            licenses.remove(license);
            if (licenses.isEmpty()) {
                licensesByDue.remove(dueMs);
            }
        }
    }
}
