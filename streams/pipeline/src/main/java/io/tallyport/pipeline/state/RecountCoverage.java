package io.tallyport.pipeline.state;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.metering.WindowStart;
import io.tallyport.domain.usage.UsageAdmission;
import io.tallyport.pipeline.state.MeterEras.Era;
import io.tallyport.pipeline.state.MeterEras.Released;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The source records that are to be counted again, and what counts them.
 *
 * @param revision the latest revision that has the meter; 0 if none does
 * @param document the catalog of that revision; empty if it is kept no more
 * @param definitions which version of the meter counts an event, by its time
 * @param ranges where the records lie
 */
public record RecountCoverage(
        long revision, String document, List<List<MeterSpan>> definitions, List<DefinedRange> ranges) {

    /**
     * Source records in a row of which the same versions of a meter count the events.
     *
     * @param topic topic
     * @param first first offset
     * @param end the offset after the last
     * @param definition index of the definition
     */
    public record DefinedRange(String topic, long first, long end, int definition) {}

    private static final long AHEAD_MS = UsageAdmission.FUTURE_TOLERANCE.toMillis();
    private static final long LONGEST_MONTH_MS = 33L * 86_400_000;

    /** What a version of a meter, or a group of it, counted. */
    static RecountCoverage of(PendingRecount pending, MeterEras eras, Catalog inForce, long recounted) {
        String series = GroupUsage.seriesOf(pending.key().series());
        String meter = Meter.idOf(series);
        long earliestMs =
                pending.windows().stream().mapToLong(WindowStart::fromMs).min().orElse(Long.MIN_VALUE);
        var coverage = new Builder(eras, earliestMs).cover(pending.key().license(), pending.until(), era -> {
            var spans = eras.spans(meter, era, inForce, recounted);
            return spans.stream().anyMatch(span -> span.meter().series().equals(series)) ? spans : List.of();
        });
        return coverage.build(series, inForce);
    }

    /** What a whole meter is to be counted from. */
    static RecountCoverage of(WaitingMeter waiting, MeterEras eras, Catalog inForce) {
        String meter = waiting.key().meter();
        return new Builder(eras, waiting.fromMs() - LONGEST_MONTH_MS)
                .cover(waiting.key().license(), waiting.until(), era -> eras.spans(meter, era, inForce, Long.MAX_VALUE))
                .build();
    }

    private static final class Builder {
        private final MeterEras eras;
        private final long earliestMs;
        private final List<List<MeterSpan>> definitions = new ArrayList<>();
        private final List<DefinedRange> ranges = new ArrayList<>();

        /**
         * @param earliestMs no event of before is to be counted
         */
        Builder(MeterEras eras, long earliestMs) {
            this.eras = eras;
            this.earliestMs = earliestMs;
        }

        /** Whether what an era counted is all of before: an event may be ahead of its time by an hour. To read a catalog takes a while. */
        private boolean isPast(int era) {
            long endedMs = era < eras.latest() ? eras.all().get(era + 1).beganMs() : 0;
            return endedMs > 0 && earliestMs != Long.MIN_VALUE && endedMs < earliestMs - AHEAD_MS;
        }

        Builder cover(String license, Map<String, Long> until, Function<Era, List<MeterSpan>> counting) {
            List<Released> runs = eras.released(license);
            for (String topic : MeterEras.TOPICS) {
                long end = until.getOrDefault(topic, 0L);
                for (int i = eras.latest(); i >= 0 && end > 0 && !isPast(i); i--) {
                    Era era = eras.all().get(i);
                    Long from = era.from().get(topic);
                    // Of what was counted before the first era, its meters are the best that is known.
                    long first = i == 0 ? 0 : from == null ? end : Math.min(end, from);
                    if (first < end) {
                        int definition = indexOf(counting.apply(era));
                        cut(new DefinedRange(topic, first, end, definition), runs, 0);
                    }
                    end = first;
                }
            }
            for (Released run : runs) {
                long last = Math.min(run.last() + 1, until.getOrDefault(run.topic(), 0L));
                if (run.first() < last) {
                    int definition = indexOf(counting.apply(eras.all().get(run.era())));
                    ranges.add(new DefinedRange(run.topic(), run.first(), last, definition));
                }
            }
            return this;
        }

        /** Adds a range without the records that were released later. */
        private void cut(DefinedRange range, List<Released> runs, int next) {
            if (range.first >= range.end) {
                return;
            }
            for (int i = next; i < runs.size(); i++) {
                Released run = runs.get(i);
                if (run.topic().equals(range.topic) && run.last() >= range.first && run.first() < range.end) {
                    cut(new DefinedRange(range.topic, range.first, run.first(), range.definition), runs, i + 1);
                    cut(new DefinedRange(range.topic, run.last() + 1, range.end, range.definition), runs, i + 1);
                    return;
                }
            }
            DefinedRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null
                    && last.topic.equals(range.topic)
                    && last.definition == range.definition
                    && last.first == range.end) {
                // They come from the latest era back.
                ranges.set(ranges.size() - 1, new DefinedRange(range.topic, range.first, last.end, last.definition));
                return;
            }
            ranges.add(range);
        }

        private int indexOf(List<MeterSpan> definition) {
            int known = definitions.indexOf(definition);
            if (known >= 0) {
                return known;
            }
            definitions.add(definition);
            return definitions.size() - 1;
        }

        RecountCoverage build() {
            return new RecountCoverage(0, "", List.copyOf(definitions), List.copyOf(ranges));
        }

        /** Of one version alone: what counted it nowhere is left out. */
        RecountCoverage build(String series, Catalog inForce) {
            for (int i = eras.latest(); i >= 0; i--) {
                Era era = eras.all().get(i);
                Catalog catalog = eras.catalog(era, inForce);
                String document = catalog == null || !has(catalog, series) ? null : eras.document(era);
                if (document != null) {
                    var counted = ranges.stream()
                            .filter(range -> !definitions.get(range.definition).isEmpty())
                            .toList();
                    return new RecountCoverage(era.revision(), document, List.copyOf(definitions), counted);
                }
            }
            return new RecountCoverage(0, "", List.of(), List.of());
        }

        private static boolean has(Catalog catalog, String series) {
            return MeterSpan.of(catalog.meters().get(Meter.idOf(series))).stream()
                    .anyMatch(span -> span.meter().series().equals(series));
        }
    }
}
