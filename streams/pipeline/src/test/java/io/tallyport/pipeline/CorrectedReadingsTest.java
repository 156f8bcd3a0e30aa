package io.tallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.pipeline.store.StoreKind;
import io.tallyport.wire.UsageEventV1;
import io.tallyport.wire.VerdictKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readings after voids, restores and amendments of counted events, against a model that folds what stands. */
class CorrectedReadingsTest {

    @TempDir
    Path folder;

    /** An event as the model knows it. */
    private static final class Known {
        final UsageEventV1 event;
        final long offset;
        final int meterVersion;
        boolean stands = true;
        /** Whether the event came back whose place it took: alone it must not come back too. */
        boolean gone;
        /** What took its place. */
        @Nullable Known replacement;

        Known(UsageEventV1 event, long offset, int meterVersion) {
            this.event = event;
            this.offset = offset;
            this.meterVersion = meterVersion;
        }
    }

    /** A void is as if it had never been, a restore as if it had always: whatever meters counted the event. */
    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void readingsAreThoseOfTheEventsThatStand(StoreKind stores) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var known = new ArrayList<Known>();
        try (var h = CorrectedCalls.started(folder, stores)) {
            int version = 1;
            for (int i = 0; i < 600; i++) {
                if (i == 300) {
                    h.catalog(2, CorrectedCalls.catalog(2));
                    version = 2;
                }
                if (random.nextInt(3) > 0 || known.isEmpty()) {
                    var event = CorrectedCalls.event(random, "e" + i);
                    known.add(new Known(event.build(), h.usage(event), version));
                } else {
                    correct(h, random, known, version, "c" + i);
                }
                if (random.nextInt(20) == 0) {
                    h.tick(Harness.START.plusSeconds(i));
                }
            }
            assertEquals(List.of(), h.reasons(), "seed " + seed);
            assertEquals(expected(known), CorrectedCalls.readings(h), "seed " + seed);
            long corrected = h.verdicts(VerdictKind.CORRECTED);
            assertTrue(corrected > 100, "seed " + seed);
            assertEquals(
                    corrected,
                    h.read(TopicCatalog.AUDIT_ENTRIES).stream()
                            .filter(entry -> entry.getAction().startsWith("usage."))
                            .count());
        }
    }

    private static void correct(Harness h, Random random, List<Known> known, int version, String command) {
        Known one = known.get(random.nextInt(known.size()));
        if (one.stands && random.nextInt(3) == 0) {
            var replacement = CorrectedCalls.event(random, one.event.getId() + "~" + command)
                    .build();
            var record = Corrections.amending(one.event, one.offset, replacement, command);
            one.replacement = new Known(replacement, h.usage(record), version);
            one.stands = false;
            known.add(one.replacement);
        } else if (one.stands) {
            h.usage(Corrections.voiding(one.event, one.offset, command));
            one.stands = false;
        } else if (one.gone) {
            return;
        } else if (one.replacement == null) {
            h.usage(Corrections.restoring(one.event, one.offset, command));
            one.stands = true;
        } else if (one.replacement.stands) {
            Known other = one.replacement;
            h.usage(Corrections.restoring(one.event, one.offset, other.event, other.offset, command));
            one.stands = true;
            other.stands = false;
            other.gone = true;
            one.replacement = null;
        }
    }

    /** The fold of the events that stand, in each window that ever held one. */
    private static Map<String, String> expected(List<Known> known) {
        var sums = new TreeMap<String, BigDecimal>();
        var counts = new TreeMap<String, Long>();
        for (Known one : known) {
            String at = Instant.ofEpochMilli(one.event.getTimeMs()).toString();
            String region = "region=" + one.event.getData().get("region");
            var size = new BigDecimal(String.valueOf(one.event.getData().get("number")));
            List<String> windows = List.of(
                    "MINUTE " + at.substring(0, 16),
                    "HOUR " + at.substring(0, 13),
                    "DAY " + at.substring(0, 10),
                    "MONTH " + at.substring(0, 7));
            for (String window : windows) {
                if (!window.startsWith("MINUTE")) {
                    add(sums, counts, "calls@1 " + window + " ", BigDecimal.ONE, one.stands);
                }
                String series = "bytes@" + one.meterVersion + " " + window + " ";
                var value = one.meterVersion == 1 ? size : size.multiply(BigDecimal.TEN);
                add(sums, counts, series, value, one.stands);
                if (window.startsWith("DAY") || window.startsWith("MONTH")) {
                    add(sums, counts, series + region, value, one.stands);
                }
                add(sums, counts, "mean@1 " + window + " ", size, one.stands);
            }
        }
        var values = new TreeMap<String, String>();
        sums.forEach((name, sum) -> {
            long count = counts.getOrDefault(name, 0L);
            var value = name.startsWith("mean") && count > 0
                    ? sum.divide(BigDecimal.valueOf(count), 18, java.math.RoundingMode.HALF_EVEN)
                    : sum;
            values.put(name, CorrectedCalls.text(value) + " of " + count);
        });
        return values;
    }

    private static void add(
            Map<String, BigDecimal> sums, Map<String, Long> counts, String name, BigDecimal value, boolean stands) {
        sums.merge(name, stands ? value : BigDecimal.ZERO, BigDecimal::add);
        counts.merge(name, stands ? 1L : 0L, Long::sum);
    }
}
