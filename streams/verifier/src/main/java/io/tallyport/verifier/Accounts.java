package io.tallyport.verifier;

import io.tallyport.wire.UsageEventV1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What stands of each license, period by period, and how far its periods are closed. */
final class Accounts {

    /** What is known of the periods of one license. */
    static final class Account {
        private final String license;
        private final Levels levels;
        private final TreeMap<Long, PeriodUse> periods = new TreeMap<>();
        /** Periods in which something changed since the last statement. */
        private final TreeSet<Long> changed = new TreeSet<>();
        /** Numbers of statements by the start of their periods. */
        private final Map<Long, Long> numbers = new HashMap<>();
        /** Adjustments by hand that no statement had yet, by command. */
        private final Map<String, ByHand> byHand = new LinkedHashMap<>();

        private long lastNumber;
        private long closedToMs = Long.MIN_VALUE;
        private long lastIssuedAtMs = Long.MIN_VALUE;
        private long parked;

        private Account(String license, Levels levels) {
            this.license = license;
            this.levels = levels;
        }

        /** The levels of the license, which go on through its periods. */
        Map<Levels.Series, Levels.Kept> levels() {
            return levels.of(license);
        }

        TreeMap<Long, PeriodUse> periods() {
            return periods;
        }

        TreeSet<Long> changed() {
            return changed;
        }

        Map<String, ByHand> byHand() {
            return byHand;
        }

        /** The number of a period's statement; 0 if it has none. */
        long numberOf(long fromMs) {
            return numbers.getOrDefault(fromMs, 0L);
        }

        long lastNumber() {
            return lastNumber;
        }

        /** End of the last period that has its statement. */
        long closedToMs() {
            return closedToMs;
        }

        /** Records of the license that wait for its release. */
        long parked() {
            return parked;
        }

        void parked(int more) {
            parked += more;
        }

        /** When the last statement was issued. */
        long lastIssuedAtMs() {
            return lastIssuedAtMs;
        }

        void close(long number, long fromMs, long toMs, long issuedAtMs) {
            numbers.putIfAbsent(fromMs, number);
            lastIssuedAtMs = issuedAtMs;
            lastNumber = Math.max(lastNumber, number);
            closedToMs = Math.max(closedToMs, toMs);
        }

        @Nullable PeriodUse find(long fromMs) {
            return periods.get(fromMs);
        }
    }

    /** An adjustment by hand as it was commanded. */
    record ByHand(String commandId, String author, String reason, Map<String, String> attributes) {}

    private final Map<String, Account> accounts = new HashMap<>();
    private final PlanTimeline timeline;
    private final Levels levels;
    private final Corrections corrections;

    Accounts(PlanTimeline timeline, Levels levels, Corrections corrections) {
        this.timeline = timeline;
        this.levels = levels;
        this.corrections = corrections;
    }

    Account of(String license) {
        return accounts.computeIfAbsent(license, l -> new Account(l, levels));
    }

    PlanTimeline timeline() {
        return timeline;
    }

    /** Notes an event that counts from now on. */
    void add(String license, Windows windows, UsageEventV1 event, Map<Terms.Meter, Added> values, boolean again) {
        var use = use(license, windows, event.getTimeMs());
        use.add(event, values, part(license, use, event), again, corrections.areOf(license));
        levelsChanged(license, windows, use, values);
    }

    /** Notes an event that counts no more. */
    void remove(String license, Windows windows, UsageEventV1 event, Map<Terms.Meter, Added> values) {
        var use = use(license, windows, event.getTimeMs());
        use.remove(event, values, part(license, use, event));
        levelsChanged(license, windows, use, values);
    }

    /**
     * Notes what a meter gets that no event feeds.
     *
     * @param planFromMs from when on the plan holds that was the last one to be decided
     */
    void feed(String license, Windows windows, Terms.Meter meter, Added added, long timeMs, long planFromMs) {
        var use = use(license, windows, timeMs);
        var story = timeline.of(license);
        var part = story.partAt(use.fromMs, use.toMs, timeMs);
        if (part.fromMs() == timeMs && timeMs > use.fromMs && planFromMs < timeMs) {
            // The plan that begins at the same instant was decided later: this is still of the part before it.
            part = story.partAt(use.fromMs, use.toMs, timeMs - 1);
        }
        use.feed(meter, added, timeMs, part, false);
    }

    /** A level that changes in a period changes all since that may have a statement. */
    private void levelsChanged(String license, Windows windows, PeriodUse use, Map<Terms.Meter, Added> values) {
        if (values.keySet().stream().noneMatch(Terms.Meter::isLevel)) {
            return;
        }
        var account = of(license);
        long firstMs = windows.from(Period.MONTH, timeline.of(license).issuedAtMs());
        for (long later : between(windows, use.toMs, Math.max(firstMs, account.closedToMs))) {
            account.periods.computeIfAbsent(later, f -> new PeriodUse(f, windows.to(Period.MONTH, f)));
            account.changed.add(later);
        }
    }

    /** Notes a recount of months of a version of a meter, or of a group of it. */
    void recounted(String license, List<Long> months, String meter, int version, String group) {
        var account = of(license);
        for (long month : months) {
            var use = account.periods.get(month);
            if (use != null) {
                boolean isSplit =
                        timeline.of(license).parts(use.fromMs, use.toMs).size() > 1;
                use.recounted(meter, version, group, isSplit);
                account.changed.add(month);
            }
        }
    }

    /** Notes a recount of the part of a period that begins then, for a version of a meter or a group of it. */
    void recountedPart(String license, Windows windows, long partFromMs, String meter, int version, String group) {
        var account = of(license);
        long month = windows.from(Period.MONTH, partFromMs);
        var use = account.periods.get(month);
        if (use != null) {
            use.recountedPart(partFromMs, meter, version, group);
            account.changed.add(month);
        }
    }

    /** Puts a meter together anew in the periods that end after an instant, from what the events of a license feed it now. */
    void anew(String license, Windows windows, String meter, long fromMs, CountedEvents events) {
        var account = of(license);
        account.periods.forEach((month, use) -> {
            if (use.toMs > fromMs && (use.clear(meter) || levels.has(license, meter))) {
                account.changed.add(month);
            }
        });
        events.forEach(license, fed -> {
            var use = account.periods.get(windows.from(Period.MONTH, fed.timeMs()));
            if (!fed.stands() || use == null || use.toMs <= fromMs) {
                return;
            }
            var part = timeline.of(license).partAt(use.fromMs, use.toMs, fed.timeMs());
            fed.values().forEach((version, added) -> {
                if (version.id().equals(meter) && !version.isLevel()) {
                    use.feed(version, added, fed.timeMs(), part, true);
                    account.changed.add(use.fromMs);
                }
            });
        });
    }

    /** The starts of the periods between two instants. */
    static List<Long> between(Windows windows, long fromMs, long toMs) {
        var all = new ArrayList<Long>();
        for (long at = fromMs; at < toMs && all.size() < 10_000; at = windows.to(Period.MONTH, at)) {
            all.add(at);
        }
        return all;
    }

    private PeriodUse use(String license, Windows windows, long timeMs) {
        var account = of(license);
        long from = windows.from(Period.MONTH, timeMs);
        account.changed.add(from);
        return account.periods.computeIfAbsent(from, f -> new PeriodUse(f, windows.to(Period.MONTH, f)));
    }

    private PlanTimeline.Part part(String license, PeriodUse use, UsageEventV1 event) {
        return timeline.of(license).partAt(use.fromMs, use.toMs, event.getTimeMs());
    }
}
