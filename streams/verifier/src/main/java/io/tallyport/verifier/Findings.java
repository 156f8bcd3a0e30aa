package io.tallyport.verifier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a verification found so far: differences, and how much of each kind was or could not be checked. */
public final class Findings {

    /** Differences and names that are listed; more are counted only. */
    public static final int LISTED = 1_000;

    private final List<Difference> differences = new ArrayList<>();
    private final Map<String, Long> checked = new TreeMap<>();
    private final Map<String, Long> unchecked = new TreeMap<>();
    private final TreeSet<String> sharedIds = new TreeSet<>();
    private long differenceCount;
    private long pending;

    void differs(Place at, String law, String detail) {
        differenceCount++;
        if (differences.size() < LISTED) {
            differences.add(new Difference(at, law, detail));
        }
    }

    void checked(String kind) {
        checked.merge(kind, 1L, Long::sum);
    }

    void unchecked(String kind) {
        unchecked.merge(kind, 1L, Long::sum);
    }

    void pending(long records) {
        pending += records;
    }

    void sharedId(String text) {
        if (sharedIds.size() < LISTED) {
            sharedIds.add(text);
        }
    }

    /** The first differences, in the order in which they were found. */
    public List<Difference> differences() {
        return Collections.unmodifiableList(differences);
    }

    /** How many differences there are, listed or not. */
    public long differenceCount() {
        return differenceCount;
    }

    /** How many of each kind were checked. */
    public Map<String, Long> checked() {
        return Collections.unmodifiableMap(checked);
    }

    /** How many of each kind could not be checked; nothing is passed over without being counted here. */
    public Map<String, Long> unchecked() {
        return Collections.unmodifiableMap(unchecked);
    }

    /** Ids that one source used under two licenses; no fault by itself. */
    public List<String> sharedIds() {
        return List.copyOf(sharedIds);
    }

    /** Source records that the journal did not name yet, and records that wait for a quarantined license. */
    public long pending() {
        return pending;
    }
}
