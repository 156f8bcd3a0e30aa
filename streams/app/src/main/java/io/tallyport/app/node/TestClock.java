package io.tallyport.app.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that stands still until it is advanced, and never goes back. Its position is on disk before anybody sees it,
 * so a node that was killed goes on where its ticks were. Thread-safe.
 */
public final class TestClock implements TimeSource {

    /** Beyond it instants no longer have four-digit years. */
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999Z");

    private final Path file;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Instant now;

    private TestClock(Path file, Instant now) {
        this.file = file;
        this.now = now;
    }

    /** Whether a folder has a test clock already; its ticks forbid going back to the machine's clock silently. */
    public static boolean isKept(Path file) {
        return Files.exists(file);
    }

    /**
     * The clock that a file keeps, or a new one that begins at {@code start}. A kept clock that is already past
     * {@code start} stays where it is.
     *
     * @throws StartRefusedException when the file cannot be understood
     */
    public static TestClock open(Path file, Instant start) throws IOException {
        var clock = new TestClock(file, Instant.EPOCH);
        Instant begin = inRange(start);
        if (isKept(file)) {
            var kept = read(file);
            clock.now = kept;
            if (!kept.isBefore(begin)) {
                return clock;
            }
        }
        clock.moveTo(begin);
        return clock;
    }

    /**
     * The clock that a file keeps, where it is.
     *
     * @throws StartRefusedException when the file is missing or cannot be understood
     */
    public static TestClock resume(Path file) throws IOException {
        return new TestClock(file, read(file));
    }

    @Override
    public Instant instant() {
        return now;
    }

    /**
     * Moves the clock forward, months and years by the calendar of UTC, and returns where it is then.
     *
     * @throws IllegalArgumentException when that would be back, or past the year 9999; the clock stays
     */
    public synchronized Instant advance(TemporalAmount amount) throws IOException {
        Instant next;
        try {
            next = inRange(now.atOffset(ZoneOffset.UTC).plus(amount).toInstant());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("the test clock cannot advance by " + amount + ": " + e.getMessage(), e);
        }
        if (next.isBefore(now)) {
            throw new IllegalArgumentException("the test clock never goes back: " + amount);
        }
        moveTo(next);
        listeners.forEach(Runnable::run);
        return next;
    }

    /**
     * An ISO 8601 amount: a period such as {@code P1M}, or a duration such as {@code PT36H}.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    public static TemporalAmount amountOf(String text) {
        try {
            return text.indexOf('T') >= 0 ? Duration.parse(text) : Period.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither a period such as P1M nor a duration such as PT36H", e);
        }
    }

    @Override
    public void onJump(Runnable listener) {
        listeners.add(listener);
    }

    private void moveTo(Instant next) throws IOException {
        DurableFile.write(file, (next + "\n").getBytes(StandardCharsets.UTF_8));
        now = next;
    }

    private static Instant read(Path file) throws IOException {
        try {
            return inRange(Instant.parse(Files.readString(file).strip()));
        } catch (DateTimeException | IllegalArgumentException | java.nio.file.NoSuchFileException e) {
            throw new StartRefusedException(
                    "the test clock's file " + file + " holds no instant: " + e.getMessage(), e);
        }
    }

    private static Instant inRange(Instant instant) {
        if (instant.isBefore(Instant.EPOCH) || instant.isAfter(END)) {
            throw new IllegalArgumentException("instant " + instant + " is not between 1970 and 9999");
        }
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
