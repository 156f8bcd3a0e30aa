package io.tallyport.pipeline.state;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterSpan;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.domain.usage.Backfill;
import io.tallyport.pipeline.state.MeterStarts.Start;
import io.tallyport.pipeline.state.TaskState.TaskCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which meters counted which records. An era begins when a catalog takes over whose meters differ from those before, and
 * at the next record of each usage topic; so what an event added can be computed again long after. A record that waited in
 * quarantine was counted by the meters of its release.
 */
public final class MeterEras {

    static final List<String> TOPICS = List.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    private static final int PARSED = 8;
    /** No window that is kept began earlier. */
    private static final long REACHABLE_MS = Backfill.MONTHS_KEPT.toMillis();

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
    private final MeterStarts starts;
    private final Function<TaskCatalog, Catalog> parser;
    private final List<Era> eras;
    /** What was asked for since the last catalog. */
    private final Map<Asked, List<MeterSpan>> spans = new HashMap<>();

    private record Asked(String meter, int era, long recounted) {}

    private final Map<Integer, Catalog> parsed = new LinkedHashMap<>();
    private boolean open;

    MeterEras(TaskFacts facts, MeterStarts starts, Function<TaskCatalog, Catalog> parser) {
        this.facts = facts;
        this.starts = starts;
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
        spans.clear();
        if (eras.isEmpty() || !before.meters().equals(after.meters())) {
            begin(next, nowMs);
        }
    }

    /** Number of the era that runs. */
    int latest() {
        return eras.size() - 1;
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
     * Which meters a record feeds that was counted before.
     *
     * @param catalog the catalog whose meters counted it
     * @param recounted versions that took the place of the meters of the same id since, because they begin in the past
     */
    public record Counting(Catalog catalog, List<Meter> recounted) {}

    /**
     * Which meters a record of a license feeds; null if it was counted before the first era.
     *
     * @param timeMs time of its event
     * @param inForce the catalog in force, which is that of the last era
     * @param recounted the revision up to which all versions of a meter that began in the past are counted for the license
     */
    @Nullable Counting counting(String license, Origin origin, long timeMs, Catalog inForce, ToLongFunction<String> recounted) {
        Era era = eraOf(license, origin);
        Catalog catalog = era == null ? null : catalog(era, inForce);
        if (era == null || catalog == null) {
            return null;
        }
        var later = starts.afterEra(era.number);
        if (later.isEmpty()) {
            return new Counting(catalog, List.of());
        }
        var versions = new LinkedHashMap<String, Meter>();
        for (Start start : later) {
            Catalog next = start.fromMs() <= timeMs && start.revision() <= recounted.applyAsLong(start.meter())
                    ? catalog(eras.get(start.era()), inForce)
                    : null;
            Meter latest = next == null ? null : next.meters().get(start.meter());
            Meter version = latest == null ? null : latest.at(timeMs);
            if (version != null) {
                versions.put(start.meter(), version);
            }
        }
        return new Counting(catalog, List.copyOf(versions.values()));
    }

    private @Nullable Era eraOf(String license, Origin origin) {
        Era era = at(origin);
        for (Released run : facts.released(license)) {
            if (run.topic.equals(origin.topic()) && run.first <= origin.offset() && origin.offset() <= run.last) {
                era = eras.get(run.era);
            }
        }
        return era;
    }

    /** The catalog of an era; null if it is kept no more. */
    @Nullable Catalog catalog(Era era, Catalog inForce) {
        return era.number == latest() ? inForce : parsed(era);
    }

    /** The first offset of an era, by usage topic, as far as it is known. */
    public Map<String, Long> beginningOf(int era) {
        return eras.get(era).from;
    }

    /** All eras, in order. */
    List<Era> all() {
        return eras;
    }

    /** The runs of a license's records that were counted later than they came. */
    List<Released> released(String license) {
        return facts.released(license);
    }

    /** The document of the catalog that began an era; null if it is kept no more. */
    @Nullable String document(Era era) {
        return facts.eraDocument(era.number);
    }

    /**
     * What counts the events of a meter that came in an era.
     *
     * @param recounted the revision up to which what began in the past since is to be taken into account
     */
    List<MeterSpan> spans(String meter, Era era, Catalog inForce, long recounted) {
        // Thousands of licenses ask for the same, and a catalog takes a while to be read.
        return spans.computeIfAbsent(
                new Asked(meter, era.number, recounted), asked -> spansOf(meter, era, inForce, recounted));
    }

    private List<MeterSpan> spansOf(String meter, Era era, Catalog inForce, long recounted) {
        Catalog catalog = catalog(era, inForce);
        List<MeterSpan> spans =
                catalog == null ? List.of() : MeterSpan.of(catalog.meters().get(meter));
        for (Start start : starts.afterEra(era.number)) {
            boolean isMeant = start.meter().equals(meter) && start.revision() <= recounted;
            Catalog next = isMeant ? catalog(eras.get(start.era()), inForce) : null;
            if (next != null) {
                spans = MeterSpan.replacedFrom(spans, MeterSpan.of(next.meters().get(meter)), start.fromMs());
            }
        }
        return spans;
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
