package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.UsageCalendar;
import io.tallyport.domain.catalog.Window;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.StatementLineV1;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What readings and statements say of seats, whoever comes and goes, against who had one from when to when. */
class SeatReadingsTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    /** Days, months and parts of months against who had a seat from when to when. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAndStatementsSayWhoHadASeat(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String zone = random.nextBoolean() ? "America/New_York" : "";
        Instant anchor = random.nextBoolean() ? Instant.parse("2026-01-05T06:30:00Z") : null;
        var calendar = UsageCalendar.of(zone, anchor == null ? UsageCalendar.NO_ANCHOR : anchor.toEpochMilli());
        var model = new SeatModel(calendar);
        try (var h = new Harness(folder, stores)) {
            var seats = new SeatCalls(h);
            h.catalog(1, SeatCalls.catalog(List.of()));
            h.issueIn(zone, anchor, "lic-1");
            Instant now = Harness.START;
            for (int step = 0; step < 300; step++) {
                now = now.plusSeconds(1 + random.nextInt(random.nextInt(20) == 0 ? 400_000 : 20_000));
                h.tick(now);
                if (random.nextBoolean()) {
                    h.slice();
                }
                String member = "m" + random.nextInt(5);
                if (random.nextInt(20) == 0) {
                    seats.changePlan(random.nextBoolean() ? "pro" : "starter");
                    model.parted(now.toEpochMilli());
                } else if (random.nextBoolean()) {
                    seats.assign(member);
                } else {
                    seats.release(member);
                }
                model.take(seats.last());
            }
            Instant end = now.plus(DAY.multipliedBy(70));
            Days.passTo(h, now, end);
            model.end(end.toEpochMilli());
            String why = "seed " + seed + ", " + calendar;
            int said = 0;
            for (MeterReadingV1 is : readings(h).values()) {
                if (is.getToMs() < end.toEpochMilli()) {
                    said++;
                    String of = why + ": " + is.getMeter() + " " + is.getWindow() + " "
                            + Instant.ofEpochMilli(is.getFromMs());
                    long expected = is.getMeter().equals(SeatCalls.HELD)
                            ? model.held(is.getFromMs(), is.getToMs())
                            : model.most(is.getFromMs(), is.getToMs());
                    assertEquals(expected, Long.parseLong(is.getValue()), of);
                }
            }
            assertTrue(said > 50, why);
            var stated = new TreeMap<String, BigDecimal>();
            for (StatementLineV1 line : Days.lines(h, one -> one.getMeter().startsWith("seats."))) {
                assertEquals("USAGE", line.getKind(), why);
                long expected = line.getMeter().equals(SeatCalls.HELD)
                        ? model.held(line.getFromMs(), line.getToMs())
                        : model.most(line.getFromMs(), line.getToMs());
                assertEquals(
                        expected,
                        Long.parseLong(line.getQuantity()),
                        why + ": line of " + line.getMeter() + " from " + Instant.ofEpochMilli(line.getFromMs()));
                if (line.getMeter().equals(SeatCalls.HELD)) {
                    stated.merge(
                            "" + calendar.fromMs(Window.MONTH, line.getFromMs()),
                            new BigDecimal(line.getQuantity()),
                            BigDecimal::add);
                }
            }
            assertTrue(stated.size() > 2, why);
            stated.forEach((month, sum) -> assertEquals(
                    model.held(Long.parseLong(month), calendar.toMs(Window.MONTH, Long.parseLong(month))),
                    sum.longValueExact(),
                    why + ": all parts from " + month));
        }
    }

    /** The latest of each meter of seats and window. */
    private static Map<String, MeterReadingV1> readings(Harness h) {
        var latest = new TreeMap<String, MeterReadingV1>();
        h.read(TopicCatalog.USAGE_READINGS).forEach(reading -> {
            for (MeterReadingV1 value : reading.getValues()) {
                if (value.getMeter().startsWith("seats.")) {
                    latest.put(value.getMeter() + " " + value.getWindow() + " " + value.getFromMs(), value);
                }
            }
        });
        return latest;
    }
}
