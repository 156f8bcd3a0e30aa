package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Catalog;
import io.tallyport.domain.catalog.Meter;
import io.tallyport.domain.catalog.MeterMeaning;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.catalog.StoredCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** One meter as each revision of the catalog has it. Reads a revision once. Not thread-safe. */
final class MeterShelf {

    private final UsageBook book;
    private final String id;
    private final Map<Long, Optional<Meter>> byRevision = new HashMap<>();

    /** @param id id of the meter */
    MeterShelf(UsageBook book, String id) {
        this.book = book;
        this.id = id;
    }

    /** Its latest version in a revision; empty if that has none of the name, or cannot be read any more. */
    Optional<Meter> in(long revision) {
        return byRevision.computeIfAbsent(
                revision, number -> book.revision(number).flatMap(this::meter));
    }

    /**
     * The latest that fits the question, in whatever revision.
     *
     * @throws io.tallyport.port.answer.ProblemException naming the field that no revision knows
     */
    Meter latest(UsageQuestion question) {
        List<StoredCatalog> revisions = book.revisions();
        Meter latest = null;
        boolean grouped = false;
        for (StoredCatalog revision : revisions) {
            for (Meter found : versions(revision)) {
                latest = latest == null ? found : latest;
                grouped |= question.wants(found.version()) && !found.groups().isEmpty();
                if (question.wants(found.version())
                        && (grouped || question.group().isEmpty())) {
                    return found;
                }
            }
        }
        if (latest == null) {
            throw Problem.badInput("METER_UNKNOWN", "meter", "no revision of the catalog has a meter " + id)
                    .asException();
        }
        if (!question.group().isEmpty() && !grouped && question.meterVersion() == null) {
            throw Problem.badInput("MALFORMED", "group", "meter " + id + " has no groups")
                    .asException();
        }
        throw Problem.badInput(
                        "METER_UNKNOWN",
                        "meterVersion",
                        "no revision of the catalog has a version " + question.meterVersion() + " of meter " + id
                                + (question.group().isEmpty() ? "" : " with groups"))
                .asException();
    }

    /** The revisions that brought a version that begins at an instant, with the earliest such instant. */
    NavigableMap<Long, Long> starts() {
        var starts = new TreeMap<Long, Long>();
        for (StoredCatalog revision : book.revisions()) {
            long number = revision.revision();
            if (revision.document().contains("\"from\"")) {
                Catalog after = versions(revision).stream()
                        .findFirst()
                        .map(MeterShelf::alone)
                        .orElse(Catalog.EMPTY);
                Catalog before = number == 1
                        ? Catalog.EMPTY
                        : in(number - 1).map(MeterShelf::alone).orElse(Catalog.EMPTY);
                Long from =
                        MeterMeaning.startingBy(before, after, Long.MAX_VALUE).get(id);
                if (from != null) {
                    starts.put(number, from);
                }
            }
        }
        return starts;
    }

    /** A catalog of this meter and no other. */
    private static Catalog alone(Meter meter) {
        return new Catalog(1, Map.of(), Map.of(meter.id(), meter), Map.of(), Map.of(), Map.of());
    }

    /** The versions in a revision. Reading one takes long; most do not name the meter at all, or were read before. */
    private List<Meter> versions(StoredCatalog revision) {
        return revision.document().contains('"' + id + '"')
                ? byRevision
                        .computeIfAbsent(revision.revision(), number -> meter(revision))
                        .map(Meter::versions)
                        .orElse(List.of())
                : List.of();
    }

    private Optional<Meter> meter(StoredCatalog revision) {
        return revision.catalogIfValid()
                .flatMap(catalog -> Optional.ofNullable(catalog.meters().get(id)));
    }
}
