package io.tallyport.port.explain;

import io.tallyport.domain.catalog.Meter;
import io.tallyport.port.answer.Problem;
import io.tallyport.port.catalog.StoredCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One meter as each revision of the catalog has it. Reads a revision once. Not thread-safe. */
final class MeterShelf {

    private final UsageBook book;
    private final UsageQuestion question;
    private final Map<Long, Optional<Meter>> byRevision = new HashMap<>();

    MeterShelf(UsageBook book, UsageQuestion question) {
        this.book = book;
        this.question = question;
    }

    /** The meter in a revision; empty if that has none of the name, or cannot be read any more. */
    Optional<Meter> in(long revision) {
        return byRevision.computeIfAbsent(
                revision, number -> book.revision(number).flatMap(this::meter));
    }

    /**
     * The latest that fits the question, in whatever revision.
     *
     * @throws io.tallyport.port.answer.ProblemException naming the field that no revision knows
     */
    Meter latest() {
        List<StoredCatalog> revisions = book.revisions();
        Meter latest = null;
        boolean grouped = false;
        for (StoredCatalog revision : revisions) {
            // Reading a revision takes long; most do not name the meter at all, or were read before.
            if (!revision.document().contains('"' + question.meter() + '"')) {
                continue;
            }
            Meter found = byRevision
                    .computeIfAbsent(revision.revision(), number -> meter(revision))
                    .orElse(null);
            if (found == null) {
                continue;
            }
            latest = latest == null ? found : latest;
            grouped |= question.wants(found.version()) && !found.groups().isEmpty();
            if (question.wants(found.version()) && (grouped || question.group().isEmpty())) {
                return found;
            }
        }
        if (latest == null) {
            throw Problem.badInput(
                            "METER_UNKNOWN", "meter", "no revision of the catalog has a meter " + question.meter())
                    .asException();
        }
        if (!question.group().isEmpty() && !grouped && question.meterVersion() == null) {
            throw Problem.badInput("MALFORMED", "group", "meter " + question.meter() + " has no groups")
                    .asException();
        }
        throw Problem.badInput(
                        "METER_UNKNOWN",
                        "meterVersion",
                        "no revision of the catalog has a version " + question.meterVersion() + " of meter "
                                + question.meter() + (question.group().isEmpty() ? "" : " with groups"))
                .asException();
    }

    private Optional<Meter> meter(StoredCatalog revision) {
        return revision.catalogIfValid()
                .flatMap(catalog -> Optional.ofNullable(catalog.meters().get(question.meter())));
    }
}
