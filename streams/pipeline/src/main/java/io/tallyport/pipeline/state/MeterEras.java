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

    /**
     * An era.
     *
     * @param number from 0 on
     * @param revision the catalog revision that began it
     * @param from its first offset, by usage topic; a topic is missing until a record of it was read
     */
    record Era(int number, long revision, Map<String, Long> from) {}

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

    /** Begins the first era where a build before this one left none. */
    void beginFirst(TaskCatalog inForce) {
        if (eras.isEmpty()) {
            begin(inForce);
        }
    }

    /** Notes that a catalog took over. */
    void adopted(TaskCatalog next, Catalog before, Catalog after) {
        if (eras.isEmpty() || !before.meters().equals(after.meters())) {
            begin(next);
        }
    }

    private void begin(TaskCatalog next) {
        var era = new Era(eras.size(), next.revision(), Map.of());
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
                var reached = new Era(era.number, era.revision, Map.copyOf(from));
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
        Released last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.era == now.number && last.topic.equals(origin.topic())) {
            // All of the license's records in between waited as well.
            runs.set(runs.size() - 1, new Released(last.topic, last.first, origin.offset(), last.era));
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

    private Catalog parsed(Era era) {
        Catalog known = parsed.get(era.number);
        if (known == null) {
            known = parser.apply(new TaskCatalog(era.revision, facts.eraDocument(era.number)));
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
