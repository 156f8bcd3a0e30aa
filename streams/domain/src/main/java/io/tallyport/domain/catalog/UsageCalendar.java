package io.tallyport.domain.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a license: minutes, hours, days and months in its time zone, months from its anchor. All are half-open and
 * follow each other without a gap: every instant is in exactly one of each length.
 *
 * <p>A day begins at local midnight, or at the first instant of the day where the clock leaps over midnight, and has 23
 * to 25 hours. A month begins at the local date and time of the anchor, each month counted from the anchor itself: one
 * of the 31st begins on the 28th to 31st, whatever the month before had. Where the clock leaps over that time it begins
 * so much later; where it comes twice, at the first. Without an anchor it is the calendar month. An hour begins where
 * local minutes are zero; where an offset changes within it, it ends there, and the next begins. Its minutes are counted
 * from where it begins, so that none is of two hours.
 *
 * <p>Which instants these are follows the time zone rules of the Java runtime. Thread-safe; a value.
 */
public final class UsageCalendar {

    /** No anchor: months are those of the calendar. */
    public static final long NO_ANCHOR = Long.MIN_VALUE;

    private static final long HOUR_MS = 3_600_000L;
    private static final int MOST_SHARED = 1_000;
    private static final LocalDateTime FIRST_MONTH = LocalDateTime.of(1970, 1, 1, 0, 0);
    /** Calendar months in UTC; made after what it is made of. */
    public static final UsageCalendar UTC = new UsageCalendar("", ZoneOffset.UTC, NO_ANCHOR);

    private static final long EARLIEST_ANCHOR_MS = Instant.EPOCH.toEpochMilli();
    private static final long LATEST_ANCHOR_MS =
            Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    /** Calendars without an anchor; of zones there are some hundreds, of offsets to the second no end. */
    private static final ConcurrentMap<String, UsageCalendar> OF_ZONES = new ConcurrentHashMap<>();

    private final String timeZone;
    private final ZoneId zone;
    private final long anchorMs;
    private final LocalDateTime firstMonth;
    // The window that was last asked for, of each length: events come one after the other. A race loses nothing.
    private @Nullable Span hour;
    private @Nullable Span day;
    private @Nullable Span month;

    private record Span(long fromMs, long toMs) {
        boolean holds(long instantMs) {
            return instantMs >= fromMs && instantMs < toMs;
        }
    }

    private UsageCalendar(String timeZone, ZoneId zone, long anchorMs) {
        this.timeZone = timeZone;
        this.zone = zone;
        this.anchorMs = anchorMs;
        this.firstMonth =
                anchorMs == NO_ANCHOR ? FIRST_MONTH : LocalDateTime.ofInstant(Instant.ofEpochMilli(anchorMs), zone);
    }

    /** Whether a text names a time zone, as {@code Europe/Berlin} or {@code +05:30} do; empty is UTC. */
    public static boolean isTimeZone(String text) {
        return zoneOf(text).isPresent();
    }

    /** Whether months can be anchored at an instant: from 1970 to 2200, or not at all. */
    public static boolean isAnchor(long anchorMs) {
        return anchorMs == NO_ANCHOR || anchorMs >= EARLIEST_ANCHOR_MS && anchorMs < LATEST_ANCHOR_MS;
    }

    /**
     * The calendar of a time zone and an anchor.
     *
     * @param timeZone as {@code Europe/Berlin}; empty for UTC
     * @param anchorMs an instant at which a month begins, ms since the epoch; {@link #NO_ANCHOR} for calendar months
     * @throws IllegalArgumentException if either is none
     */
    public static UsageCalendar of(String timeZone, long anchorMs) {
        if (timeZone.isEmpty() && anchorMs == NO_ANCHOR) {
            return UTC;
        }
        ZoneId zone = zoneOf(timeZone)
                .orElseThrow(() -> new IllegalArgumentException("timeZone: '" + timeZone + "' is no time zone"));
        if (!isAnchor(anchorMs)) {
            throw new IllegalArgumentException("anchor: must be from 1970 to 2200");
        }
        if (anchorMs == NO_ANCHOR && zone.normalized().equals(ZoneOffset.UTC)) {
            return UTC;
        }
        return anchorMs == NO_ANCHOR && (OF_ZONES.containsKey(timeZone) || OF_ZONES.size() < MOST_SHARED)
                ? OF_ZONES.computeIfAbsent(timeZone, name -> new UsageCalendar(name, zone, NO_ANCHOR))
                : new UsageCalendar(timeZone, zone, anchorMs);
    }

    /** As it was named; empty for UTC by whatever name, unless there is an anchor. */
    public String timeZone() {
        return timeZone;
    }

    /** The same as the runtime knows it. */
    public ZoneId zone() {
        return zone;
    }

    /** An instant at which a month begins; {@link #NO_ANCHOR} for calendar months. */
    public long anchorMs() {
        return anchorMs;
    }

    /** Whether each month begins with a day, so that no day is of two months. */
    public boolean monthsAreWholeDays() {
        return firstMonth.toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    /** Start, in ms since the epoch, of the window of a length that holds an instant. */
    public long fromMs(Window window, long instantMs) {
        return isUtc() ? window.fromMs(instantMs) : span(window, instantMs).fromMs;
    }

    /**
     * The same, tried first with the start of another window.
     *
     * @param nearMs start of any window of this length, or anything else that is no instant, such as a far negative number
     */
    public long fromMs(Window window, long instantMs, long nearMs) {
        return isUtc() ? window.fromMs(instantMs, nearMs) : span(window, instantMs).fromMs;
    }

    /** End, exclusive, in ms since the epoch, of the window of a length that begins at {@code fromMs}. */
    public long toMs(Window window, long fromMs) {
        return isUtc() ? window.toMs(fromMs) : span(window, fromMs).toMs;
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isUtc() {
        return this == UTC;
    }

    private Span span(Window window, long instantMs) {
        Span known = known(window);
        if (known != null && known.holds(instantMs)) {
            return known;
        }
        return switch (window) {
            case MINUTE -> minute(instantMs);
            case HOUR -> hour = hour(instantMs);
            case DAY -> day = holding(instantMs, local(instantMs).toLocalDate().toEpochDay(), this::dayFromMs);
            case MONTH ->
                month = holding(
                        instantMs,
                        ChronoUnit.MONTHS.between(firstMonth, local(instantMs).toLocalDateTime()),
                        this::monthFromMs);
        };
    }

    /** The window of a length that was last asked for; minutes follow from hours. */
    private @Nullable Span known(Window window) {
        return switch (window) {
            case MINUTE -> null;
            case HOUR -> hour;
            case DAY -> day;
            case MONTH -> month;
        };
    }

    private ZonedDateTime local(long instantMs) {
        return Instant.ofEpochMilli(instantMs).atZone(zone);
    }

    private long dayFromMs(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private long monthFromMs(long months) {
        return firstMonth.plusMonths(months).atZone(zone).toInstant().toEpochMilli();
    }

    /** The window that holds an instant, from one nearby: where the clock goes back, local time may name the one beside it. */
    private static Span holding(long instantMs, long nearby, LongUnaryOperator fromMs) {
        long at = nearby;
        while (fromMs.applyAsLong(at) > instantMs) {
            at--;
        }
        while (fromMs.applyAsLong(at + 1) <= instantMs) {
            at++;
        }
        return new Span(fromMs.applyAsLong(at), fromMs.applyAsLong(at + 1));
    }

    private Span minute(long instantMs) {
        Span hour = span(Window.HOUR, instantMs);
        long fromMs = instantMs - (instantMs - hour.fromMs) % Window.MINUTE_MS;
        return new Span(fromMs, Math.min(fromMs + Window.MINUTE_MS, hour.toMs));
    }

    private Span hour(long instantMs) {
        var rules = zone.getRules();
        Instant instant = Instant.ofEpochMilli(instantMs);
        long offsetMs = rules.getOffset(instant).getTotalSeconds() * 1_000L;
        long fromMs = instantMs - Math.floorMod(instantMs + offsetMs, HOUR_MS);
        long toMs = fromMs + HOUR_MS;
        // Asked for the instant after it, for a change at this very instant is the one that counts.
        var before = rules.previousTransition(instant.plusMillis(1));
        if (before != null) {
            fromMs = Math.max(fromMs, before.getInstant().toEpochMilli());
        }
        var after = rules.nextTransition(instant);
        if (after != null) {
            toMs = Math.min(toMs, after.getInstant().toEpochMilli());
        }
        return new Span(fromMs, toMs);
    }

    private static Optional<ZoneId> zoneOf(String text) {
        if (text.isEmpty()) {
            return Optional.of(ZoneOffset.UTC);
        }
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UsageCalendar that && timeZone.equals(that.timeZone) && anchorMs == that.anchorMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(timeZone, anchorMs);
    }

    @Override
    public String toString() {
        return (timeZone.isEmpty() ? "UTC" : timeZone)
                + (anchorMs == NO_ANCHOR ? "" : ", months from " + Instant.ofEpochMilli(anchorMs));
    }
}
