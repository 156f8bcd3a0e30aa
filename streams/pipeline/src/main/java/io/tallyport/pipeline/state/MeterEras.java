package io.tallyport.pipeline.state;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.pipeline.state.TaskState.TaskCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which meters counted which records. An era begins when a catalog takes over whose meters differ from those before, and
 * at the next record of each usage topic; so what an event added can be computed again long after. A record that waited in
 * quarantine was counted by the meters of its release.
 */
public final class MeterEras {

    private static final List<String> TOPICS =
            List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    private static final int PARSED = 8;
    /** No window that is kept began earlier. */
    private static final long REACHABLE_MS = 70L * 86_400_000;

    /**
     * An era.
     *
     * @param number from 0 on
     * @param revision the catalog revision that began it
     * @param beganMs tick time when it took over
     * @param from its first offset, by usage topic; a topic is missing until a record of it was read
     */
    record Era(int number, long revision, long beganMs, Map<String, Long> from) {}

    /**
     * A run of records of one license that were counted later than they came.
     *
     * @param topic their topic
     * @param first first offset
     * @param last last offset
     * @param era number of the era that counted them
     */
    record Released(String topic, long first, long last, int era) {}

    private final TaskFacts facts;
    private final Function<TaskCatalog, Catalog> parser;
    private final List<Era> eras;
    private final Map<Integer, Catalog> parsed = new LinkedHashMap<>();
    private boolean open;

    MeterEras(TaskFacts facts, Function<TaskCatalog, Catalog> parser) {
        this.facts = facts;
        this.parser = parser;
        this.eras = new ArrayList<>(facts.eras());
        this.open = isOpen();
    }

    /** Begins an era where a build before this one adopted a catalog and left none. */
    void resume(TaskCatalog inForce, Catalog catalog, long nowMs) {
        Catalog last = eras.isEmpty() ? null : parsed(eras.get(eras.size() - 1));
        if (last == null || !last.meters().equals(catalog.meters())) {
            begin(inForce, nowMs);
        }
    }

    /** Notes that a catalog took over. */
    void adopted(TaskCatalog next, Catalog before, Catalog after, long nowMs) {
        if (eras.isEmpty() || !before.meters().equals(after.meters())) {
            begin(next, nowMs);
        }
    }

    private void begin(TaskCatalog next, long nowMs) {
        for (int i = 0; i + 1 < eras.size(); i++) {
            long endedMs = eras.get(i + 1).beganMs;
            // 0 is before the first tick: nobody knows when that was.
            if (endedMs > 0 && endedMs < nowMs - REACHABLE_MS) {
                // Nothing that it counted can be corrected any more, or is in a window that is kept.
                facts.forgetEraDocument(eras.get(i).number);
                parsed.remove(eras.get(i).number);
            }
        }
        var era = new Era(eras.size(), next.revision(), nowMs, Map.of());
        eras.add(era);
        facts.era(era);
        facts.eraDocument(era.number, next.document());
        open = true;
    }

    /** Notes that a record of a usage topic is read, in order: it is the first of its era or none. */
    public void reach(Origin origin) {
        if (!open) {
            return;
        }
        int last = eras.size() - 1;
        for (int i = 0; i <= last; i++) {
            Era era = eras.get(i);
            if (!era.from.containsKey(origin.topic())) {
                var from = new HashMap<>(era.from);
                from.put(origin.topic(), origin.offset());
                var reached = new Era(era.number, era.revision, era.beganMs, Map.copyOf(from));
                eras.set(i, reached);
                facts.era(reached);
            }
        }
        open = isOpen();
    }

    private boolean isOpen() {
        return eras.stream().anyMatch(era -> !era.from.keySet().containsAll(TOPICS));
    }

    /** Notes that a record of a license was counted now, after it had waited. */
    void released(String license, Origin origin) {
        Era now = eras.get(eras.size() - 1);
        Era then = at(origin);
        if (then != null && then.number == now.number) {
            return;
        }
        var runs = new ArrayList<>(facts.released(license));
        // All of the license's records of a topic in between waited as well.
        int known = runs.size() - 1;
        while (known >= 0
                && !(runs.get(known).era == now.number && runs.get(known).topic.equals(origin.topic()))) {
            known--;
        }
        if (known >= 0) {
            runs.set(known, new Released(origin.topic(), runs.get(known).first, origin.offset(), now.number));
        } else {
            runs.add(new Released(origin.topic(), origin.offset(), origin.offset(), now.number));
        }
        facts.released(license, runs);
    }

    /**
     * The catalog whose meters counted a record of a license; null if it was counted before the first era.
     *
     * @param inForce the catalog in force, which is that of the last era
     */
    @Nullable Catalog of(String license, Origin origin, Catalog inForce) {
        Era era = at(origin);
        for (Released run : facts.released(license)) {
            if (run.topic.equals(origin.topic()) && run.first <= origin.offset() && origin.offset() <= run.last) {
                era = eras.get(run.era);
            }
        }
        if (era == null) {
            return null;
        }
        return era.number == eras.size() - 1 ? inForce : parsed(era);
    }

    /**
     * Which records a version of a meter counted, if they were counted at all.
     *
     * @param revision the latest revision that began an era with it; 0 if none did
     * @param document the catalog of that revision; empty if there is none
     * @param ranges where they lie
     */
    public record Coverage(long revision, String document, List<Range> ranges) {}

    /**
     * Source records in a row.
     *
     * @param topic topic
     * @param first first offset
     * @param end the offset after the last
     */
    public record Range(String topic, long first, long end) {}

    /** Where the records lie that a recount has to look at. */
    public Coverage coverage(PendingRecount pending, Catalog inForce) {
        String series = GroupUsage.seriesOf(pending.key().series());
        var ranges = new ArrayList<Range>();
        Era latest = null;
        for (String topic : TOPICS) {
            long end = pending.until().getOrDefault(topic, 0L);
            for (int i = eras.size() - 1; i >= 0 && end > 0; i--) {
                Era era = eras.get(i);
                Long from = era.from.get(topic);
                // Of what was counted before the first era, its meters are the best that is known.
                long first = i == 0 ? 0 : from == null ? end : Math.min(end, from);
                if (has(era, series, inForce)) {
                    latest = latest == null || era.number > latest.number ? era : latest;
                    if (first < end) {
                        ranges.add(new Range(topic, first, end));
                    }
                }
                end = first;
            }
        }
        for (Released run : facts.released(pending.key().license())) {
            long until = pending.until().getOrDefault(run.topic, 0L);
            cut(ranges, run);
            if (run.first < until && has(eras.get(run.era), series, inForce)) {
                ranges.add(new Range(run.topic, run.first, Math.min(run.last + 1, until)));
            }
        }
        String document = latest == null ? null : facts.eraDocument(latest.number);
        return latest == null || document == null
                ? new Coverage(0, "", List.of())
                : new Coverage(latest.revision, document, List.copyOf(ranges));
    }

    private boolean has(Era era, String series, Catalog inForce) {
        Catalog catalog = era.number == eras.size() - 1 ? inForce : parsed(era);
        return catalog != null
                && catalog.meters().values().stream()
                        .anyMatch(meter -> meter.series().equals(series));
    }

    private static void cut(List<Range> ranges, Released run) {
        var left = new ArrayList<Range>();
        for (Range range : ranges) {
            if (!range.topic.equals(run.topic) || run.last < range.first || run.first >= range.end) {
                left.add(range);
                continue;
            }
            if (range.first < run.first) {
                left.add(new Range(range.topic, range.first, run.first));
            }
            if (run.last + 1 < range.end) {
                left.add(new Range(range.topic, run.last + 1, range.end));
            }
        }
        ranges.clear();
        ranges.addAll(left);
    }

    /** The catalog of an era; null if it is kept no more. */
    private @Nullable Catalog parsed(Era era) {
        Catalog known = parsed.get(era.number);
        String document = known == null ? facts.eraDocument(era.number) : null;
        if (document != null) {
            known = parser.apply(new TaskCatalog(era.revision, document));
            if (parsed.size() >= PARSED) {
                parsed.remove(parsed.keySet().iterator().next());
            }
            parsed.put(era.number, known);
        }
        return known;
    }

    private @Nullable Era at(Origin origin) {
        for (int i = eras.size() - 1; i >= 0; i--) {
            Long from = eras.get(i).from.get(origin.topic());
            if (from != null && from <= origin.offset()) {
                return eras.get(i);
            }
        }
        return null;
    }
}
