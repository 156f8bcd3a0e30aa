package io.tallyport.domain.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which events are counted, and what of them. A value: two with the same terms are equal. */
public final class Meter {

    /** Stands between id and version in the name of a series; no id holds it. */
    private static final char VERSION_MARK = '@';

    /** Where a version says no instant from which on it counts: from the revision on that brings it. */
    public static final long ALWAYS = Long.MIN_VALUE;

    private final String id;
    private final int version;
    private final String eventType;
    private final Aggregation aggregation;
    private final String value;
    private final List<GroupBy> groups;
    private final Set<Window> windows;
    private final Set<Window> ledgerWindows;
    private final Set<Window> groupWindows;
    private final Duration lateDataGrace;
    private final String unit;
    private final Filter filter;
    private final String series;
    private final long fromMs;
    private final long untilMs;
    private final boolean subjects;
    private final @Nullable Meter earlier;

    /**
     * A meter.
     *
     * @param id stable id
     * @param version rises when its meaning changes
     * @param eventType CloudEvents type of the events that feed it
     * @param aggregation how values combine
     * @param value field path of the value in the payload; empty for COUNT
     * @param groups by what its usage is parted into groups; empty if it has none
     * @param windows of which lengths totals are kept; the month always
     * @param lateDataGrace how long after its end a period waits for late events
     * @param unit what one is called
     * @param filter which events of the type are counted
     */
    public Meter(
            String id,
            int version,
            String eventType,
            Aggregation aggregation,
            String value,
            List<GroupBy> groups,
            Set<Window> windows,
            Duration lateDataGrace,
            String unit,
            Filter filter) {
        this(
                id,
                version,
                eventType,
                aggregation,
                value,
                groups,
                windows,
                lateDataGrace,
                unit,
                filter,
                ALWAYS,
                Long.MAX_VALUE,
                false,
                null);
    }

    private Meter(
            String id,
            int version,
            String eventType,
            Aggregation aggregation,
            String value,
            List<GroupBy> groups,
            Set<Window> windows,
            Duration lateDataGrace,
            String unit,
            Filter filter,
            long fromMs,
            long untilMs,
            boolean subjects,
            @Nullable Meter earlier) {
        if (!windows.contains(Window.MONTH)) {
            throw new IllegalArgumentException("windows: the month is always kept");
        }
        // Ledgers name it as well: with one string for all, it is found by identity.
        this.id = id.intern();
        this.version = version;
        this.eventType = eventType;
        this.aggregation = aggregation;
        this.value = value;
        this.groups = List.copyOf(groups);
        this.windows = Collections.unmodifiableSet(EnumSet.copyOf(windows));
        this.ledgerWindows = ledgerWindows(windows);
        this.groupWindows = groupWindows(aggregation, windows);
        this.lateDataGrace = lateDataGrace;
        this.unit = unit;
        this.filter = filter;
        this.series = version == 1 ? this.id : (id + VERSION_MARK + version).intern();
        this.fromMs = fromMs;
        this.untilMs = untilMs;
        this.subjects = subjects;
        this.earlier = earlier;
    }

    /** The same that counts only events of an instant, in ms, or later ones. */
    public Meter startingAt(long fromMs) {
        return within(fromMs, untilMs, subjects, earlier);
    }

    /** The same that keeps usage for each subject as well, or does not. */
    public Meter withSubjects(boolean kept) {
        return within(fromMs, untilMs, kept, earlier);
    }

    /** The same after an earlier version, which counts the events of before. */
    Meter after(Meter earlier) {
        return within(
                fromMs, untilMs, subjects, earlier.within(earlier.fromMs, fromMs, earlier.subjects, earlier.earlier));
    }

    private Meter within(long fromMs, long untilMs, boolean subjects, @Nullable Meter earlier) {
        return new Meter(
                id,
                version,
                eventType,
                aggregation,
                value,
                groups,
                windows,
                lateDataGrace,
                unit,
                filter,
                fromMs,
                untilMs,
                subjects,
                earlier);
    }

    /** Stable id. */
    public String id() {
        return id;
    }

    /** Rises when its meaning changes. */
    public int version() {
        return version;
    }

    /** CloudEvents type of the events that feed it. */
    public String eventType() {
        return eventType;
    }

    /** How values combine. */
    public Aggregation aggregation() {
        return aggregation;
    }

    /** Field path of the value in the payload; empty for COUNT. */
    public String value() {
        return value;
    }

    /** By what its usage is parted into groups; empty if it has none. */
    public List<GroupBy> groups() {
        return groups;
    }

    /** Whether usage is kept for each subject of an event's path as well. */
    public boolean hasSubjects() {
        return subjects;
    }

    /** Of which lengths the totals of its groups and subjects are kept: days, if the meter keeps them and they are small, and months. */
    public Set<Window> groupWindows() {
        return groupWindows;
    }

    private static Set<Window> groupWindows(Aggregation aggregation, Set<Window> windows) {
        return aggregation.hasHours() && windows.contains(Window.DAY)
                ? Collections.unmodifiableSet(EnumSet.of(Window.DAY, Window.MONTH))
                : Collections.unmodifiableSet(EnumSet.of(Window.MONTH));
    }

    /** Of which lengths totals are kept; the month always. */
    public Set<Window> windows() {
        return windows;
    }

    /** Those of them that ledgers keep: all but minutes. */
    public Set<Window> ledgerWindows() {
        return ledgerWindows;
    }

    private static Set<Window> ledgerWindows(Set<Window> windows) {
        var kept = EnumSet.copyOf(windows);
        kept.remove(Window.MINUTE);
        return Collections.unmodifiableSet(kept);
    }

    /** Whether totals per minute are kept, beside the ledger. */
    public boolean keepsMinutes() {
        return ledgerWindows.size() < windows.size();
    }

    /** How long after its end a period waits for late events. */
    public Duration lateDataGrace() {
        return lateDataGrace;
    }

    /** What one is called. */
    public String unit() {
        return unit;
    }

    /** Which events of the type are counted. */
    public Filter filter() {
        return filter;
    }

    /** The time, in ms, of the first events that it counts; {@link #ALWAYS} if it names none. */
    public long fromMs() {
        return fromMs;
    }

    /** The version that counts the events of before {@link #fromMs}; null if none does. */
    public @Nullable Meter earlier() {
        return earlier;
    }

    /** This version and the earlier ones that the catalog names beside it, the latest first. */
    public List<Meter> versions() {
        if (earlier == null) {
            return List.of(this);
        }
        var versions = new ArrayList<Meter>();
        for (Meter version = this; version != null; version = version.earlier) {
            versions.add(version);
        }
        return List.copyOf(versions);
    }

    /** The one of its versions that counts events of a time; null if none does. */
    public @Nullable Meter at(long timeMs) {
        Meter version = this;
        while (version != null && !version.isOf(timeMs)) {
            version = version.earlier;
        }
        return version;
    }

    /** Whether it counts all that it is fed, whatever the time of the event. */
    boolean isUntimed() {
        return fromMs == ALWAYS && untilMs == Long.MAX_VALUE;
    }

    /** Whether it counts events of that time. */
    public boolean isOf(long timeMs) {
        return fromMs <= timeMs && timeMs < untilMs;
    }

    /**
     * What its usage is kept under, in each ledger: the id, and from the second version on the version too. So a new
     * version begins with nothing, and going back to an old one goes on with what that had.
     */
    public String series() {
        return series;
    }

    /** Whether a series is of a meter, in any version. */
    public static boolean isSeriesOf(String series, String id) {
        int end = id.length();
        return series.startsWith(id) && (series.length() == end || series.charAt(end) == VERSION_MARK);
    }

    /** The meter of a series. */
    public static String idOf(String series) {
        int mark = series.indexOf(VERSION_MARK);
        return mark < 0 ? series : series.substring(0, mark);
    }

    /** The version of a series. */
    public static int versionOf(String series) {
        int mark = series.indexOf(VERSION_MARK);
        return mark < 0 ? 1 : Integer.parseInt(series.substring(mark + 1));
    }

    /** Whether it counts the same as another: all but id, version, unit, how long it waits, and what came before it. */
    boolean countsAs(Meter that) {
        return fromMs == that.fromMs
                && eventType.equals(that.eventType)
                && filter.equals(that.filter)
                && aggregation == that.aggregation
                && value.equals(that.value)
                && groups.equals(that.groups)
                && subjects == that.subjects
                && windows.equals(that.windows);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Meter that
                && id.equals(that.id)
                && version == that.version
                && lateDataGrace.equals(that.lateDataGrace)
                && unit.equals(that.unit)
                && untilMs == that.untilMs
                && Objects.equals(earlier, that.earlier)
                && countsAs(that);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                id, version, eventType, aggregation, value, groups, windows, filter, fromMs, subjects, earlier);
    }

    @Override
    public String toString() {
        return "Meter[" + series + ", " + aggregation + " of " + eventType + "]";
    }
}
