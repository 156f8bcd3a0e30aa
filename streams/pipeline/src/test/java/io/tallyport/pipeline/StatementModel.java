package io.tallyport.pipeline;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Aggregation;
import io.tallyport.domain.catalog.Window;
import io.tallyport.domain.metering.Total;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.wire.RecountRequestV1;
import io.tallyport.wire.RecountWindowV1;
import io.tallyport.wire.StatementLineV1;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model of statements that knows every event, and adds up what stands. */
final class StatementModel {

    /** What each plan includes. */
    static final Map<String, Map<String, Integer>> INCLUDED =
            Map.of("starter", Map.of("calls", 20, "bytes", 500), "pro", Map.of("calls", 60));

    final List<Known> known = new ArrayList<>();
    /** From when each plan held. */
    final TreeMap<Long, String> plans = new TreeMap<>(Map.of(Long.MIN_VALUE, "starter"));

    long latestMs = Long.MIN_VALUE;

    static final class Known {
        final UsageEventV1 event;
        final long offset;
        final TreeMap<Long, Boolean> story = new TreeMap<>();
        boolean stands = true;

        Known(UsageEventV1 event, long offset) {
            this.event = event;
            this.offset = offset;
        }

        BigDecimal value() {
            return new BigDecimal(String.valueOf(event.getData().get("number")));
        }

        boolean stoodBefore(long end) {
            var last = story.lowerEntry(end);
            return last == null || last.getValue();
        }
    }

    /** What a line is about: period, start of the part in which a plan held, meter, group. */
    record Line(long periodMs, long fromMs, String meter, String group) implements Comparable<Line> {
        @Override
        public int compareTo(Line that) {
            return toString().compareTo(that.toString());
        }
    }

    /** The events of a period. */
    List<Known> of(long periodMs) {
        return known.stream()
                .filter(one -> periodOf(one.event.getTimeMs()) == periodMs)
                .toList();
    }

    /** The digest of those of some events that stand. */
    static String digest(List<Known> events) {
        BigInteger digest = BigInteger.ZERO;
        for (Known one : events) {
            if (one.stands) {
                var hash = Hashing.xxh3_128().hashCharsTo128Bits(one.event.getSource() + '\0' + one.event.getId());
                digest = digest.add(unsigned(hash.getMostSignificantBits())
                        .shiftLeft(64)
                        .add(unsigned(hash.getLeastSignificantBits())));
            }
        }
        return "%032x".formatted(digest.mod(BigInteger.ONE.shiftLeft(128)));
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }

    Map<WindowStart, Total> totals(RecountRequestV1 request) {
        long end = request.getRanges().stream()
                .filter(r -> r.getTopic().equals(TopicCatalog.USAGE_EVENTS.name()))
                .mapToLong(r -> r.getEnd())
                .max()
                .orElse(0);
        var totals = new LinkedHashMap<WindowStart, Total>();
        for (RecountWindowV1 window : request.getWindows()) {
            Total total = Total.ZERO;
            for (Known one : known) {
                boolean held = one.event.getTimeMs() >= window.getFromMs() && one.event.getTimeMs() < window.getToMs();
                if (held && one.offset < end && one.stoodBefore(end)) {
                    total = total.merge(Aggregation.MAX, new Total(one.value(), 1));
                }
            }
            totals.put(new WindowStart(Window.valueOf(window.getWindow()), window.getFromMs()), total);
        }
        return totals;
    }

    static Line lineOf(long periodMs, StatementLineV1 line) {
        return new Line(periodMs, line.getFromMs(), line.getMeter(), line.getGroup());
    }

    static long periodOf(long timeMs) {
        return Window.MONTH.fromMs(timeMs);
    }

    /** What stands now, of one period or of all. */
    Map<Line, String> naive(long ofPeriodMs) {
        var values = new HashMap<Line, BigDecimal>();
        for (Known one : known) {
            long timeMs = one.event.getTimeMs();
            long periodMs = periodOf(timeMs);
            if (!one.stands || ofPeriodMs != Long.MAX_VALUE && periodMs != ofPeriodMs) {
                continue;
            }
            long fromMs = Math.max(periodMs, plans.floorKey(timeMs));
            String group = "region=" + one.event.getData().get("region");
            values.merge(new Line(periodMs, fromMs, "calls", ""), BigDecimal.ONE, BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "calls", group), BigDecimal.ONE, BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "bytes", ""), one.value(), BigDecimal::add);
            values.merge(new Line(periodMs, fromMs, "peak", ""), one.value(), BigDecimal::max);
        }
        var said = new TreeMap<Line, String>();
        values.forEach((line, value) -> said.put(line, plain(value)));
        return withoutZeros(said);
    }

    static Map<Line, String> withoutZeros(Map<Line, String> lines) {
        var left = new TreeMap<>(lines);
        left.values().removeIf("0"::equals);
        return left;
    }

    /** By period and meter: what is past the allowance, as the plans that held burnt it one after the other. */
    Map<String, String> naiveOverage() {
        var quantities = new TreeMap<String, TreeMap<Long, BigDecimal>>();
        naive(Long.MAX_VALUE).forEach((line, value) -> {
            if (line.group().isEmpty()) {
                quantities
                        .computeIfAbsent(line.periodMs() + " " + line.meter(), key -> new TreeMap<>())
                        .put(line.fromMs(), new BigDecimal(value));
            }
        });
        var overages = new TreeMap<String, String>();
        quantities.forEach((key, parts) -> {
            String meter = key.substring(key.indexOf(' ') + 1);
            BigDecimal burnt = BigDecimal.ZERO;
            BigDecimal over = BigDecimal.ZERO;
            for (var part : parts.entrySet()) {
                String plan = plans.floorEntry(part.getKey()).getValue();
                BigDecimal left = BigDecimal.valueOf(
                                INCLUDED.getOrDefault(plan, Map.of()).getOrDefault(meter, 0))
                        .subtract(burnt)
                        .max(BigDecimal.ZERO);
                BigDecimal covered = left.min(part.getValue());
                burnt = burnt.add(covered);
                over = over.add(part.getValue().subtract(covered));
            }
            overages.put(key, plain(over));
        });
        overages.values().removeIf("0"::equals);
        return overages;
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
