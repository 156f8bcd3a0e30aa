package io.tallyport.verifier;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The windows of one license: those of its time zone, and months from its anchor. The boundaries around an instant are
 * written down, and the nearest on each side taken. Not thread-safe: it keeps the last of each length.
 */
final class Windows {

    /** Local time at which a calendar month begins. */
    private static final LocalDateTime CALENDAR = LocalDateTime.of(2000, 1, 1, 0, 0);

    /** Some three thousand years. */
    private static final long FARTHEST_MS = 100_000_000_000_000L;

    private static final long HOUR_MS = 3_600_000L;
    private static final int HOURS_AROUND = 3;
    private static final int DAYS_AROUND = 2;
    private static final int MONTHS_AROUND = 2;

    private final ZoneId zone;
    private final LocalDateTime firstMonth;
    private final Map<Period, Span> last = new EnumMap<>(Period.class);

    private record Span(long fromMs, long toMs) {}

    private Windows(ZoneId zone, LocalDateTime firstMonth) {
        this.zone = zone;
        this.firstMonth = firstMonth;
    }

    /** Calendar months in UTC. */
    static Windows utc() {
        return new Windows(ZoneOffset.UTC, CALENDAR);
    }

    /** The windows that a command names; empty if its time zone is none. */
    static Optional<Windows> of(String timeZone, @org.jspecify.annotations.Nullable Long anchorMs) {
        try {
            ZoneId zone = timeZone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(timeZone);
            return Optional.of(new Windows(
                    zone,
                    anchorMs == null
                            ? CALENDAR
                            : Instant.ofEpochMilli(anchorMs).atZone(zone).toLocalDateTime()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether no day is of two months. */
    boolean monthsBeginWithDays() {
        return firstMonth.getHour() == 0
                && firstMonth.getMinute() == 0
                && firstMonth.getSecond() == 0
                && firstMonth.getNano() == 0;
    }

    /** Whether an instant that somebody wrote is near enough for a calendar: within some thousand years. */
    static boolean isReckonedWith(long ms) {
        return Math.abs(ms / FARTHEST_MS) < 1;
    }

    long from(Period period, long ms) {
        return span(period, ms).fromMs;
    }

    long to(Period period, long fromMs) {
        return span(period, fromMs).toMs;
    }

    private Span span(Period period, long ms) {
        var known = last.get(period);
        if (known != null && known.fromMs <= ms && ms < known.toMs) {
            return known;
        }
        var all = boundaries(period, ms);
        var span = new Span(all.floor(ms), all.higher(ms));
        last.put(period, span);
        return span;
    }

    /** OPEN while the month runs, GRACE for a while after it, then CLOSED. */
    String zoneOf(long timeMs, long graceMs, long nowMs) {
        long endMs = to(Period.MONTH, from(Period.MONTH, timeMs));
        if (nowMs < endMs) {
            return "OPEN";
        }
        return nowMs < endMs + graceMs ? "GRACE" : "CLOSED";
    }

    private TreeSet<Long> boundaries(Period period, long ms) {
        var all = new TreeSet<Long>();
        var local = Instant.ofEpochMilli(ms).atZone(zone);
        switch (period) {
            case MINUTE -> {
                var minute = local.truncatedTo(ChronoUnit.MINUTES).toInstant();
                all.add(ms(minute));
                all.add(ms(minute.plusSeconds(60)));
                addTransitions(all, ms);
            }
            case HOUR -> {
                for (int i = -HOURS_AROUND; i <= HOURS_AROUND; i++) {
                    // Every instant near, of the grid of its own offset.
                    var near = Instant.ofEpochMilli(ms + i * HOUR_MS / 2).atZone(zone);
                    addWithTransitions(all, near.truncatedTo(ChronoUnit.HOURS).toInstant(), ms);
                    addWithTransitions(
                            all, near.truncatedTo(ChronoUnit.HOURS).toInstant().plusMillis(HOUR_MS), ms);
                }
            }
            case DAY -> {
                for (int i = -DAYS_AROUND; i <= DAYS_AROUND; i++) {
                    all.add(ms(
                            local.toLocalDate().plusDays(i).atStartOfDay(zone).toInstant()));
                }
            }
            case MONTH -> {
                long months = (local.getYear() - firstMonth.getYear()) * 12L
                        + local.getMonthValue()
                        - firstMonth.getMonthValue();
                for (long i = months - MONTHS_AROUND; i <= months + MONTHS_AROUND; i++) {
                    all.add(ms(firstMonth.plusMonths(i).atZone(zone).toInstant()));
                }
            }
        }
        return all;
    }

    /** A full hour, if the offset is still that of the instant it was worked out from; and where offsets change. */
    private void addWithTransitions(TreeSet<Long> all, Instant hour, long ms) {
        var local = hour.atZone(zone);
        if (local.getMinute() == 0 && local.getSecond() == 0) {
            all.add(ms(hour));
        }
        addTransitions(all, ms);
    }

    private void addTransitions(TreeSet<Long> all, long ms) {
        var rules = zone.getRules();
        var before = rules.previousTransition(Instant.ofEpochMilli(ms + 1));
        if (before != null) {
            all.add(ms(before.getInstant()));
        }
        var after = rules.nextTransition(Instant.ofEpochMilli(ms));
        if (after != null) {
            all.add(ms(after.getInstant()));
        }
    }

    private static long ms(Instant instant) {
        return instant.toEpochMilli();
    }
}
