package io.tallyport.domain.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects what is wrong with a document, in document order and bounded. */
final class DocumentProblems {

    /** How many problems are reported; a file that is wrong throughout must not become a report of millions. */
    static final int REPORTED = 1_000;

    private final List<CatalogProblem> found = new ArrayList<>();
    private long count;

    void add(String path, String code, String reason) {
        count++;
        if (found.size() < REPORTED) {
            found.add(new CatalogProblem(path, code, reason));
        }
    }

    /** A name that is not among the known ones; suggests the nearest. */
    void addUnknown(String path, String code, String what, String name, Collection<String> known) {
        String hint = Spelling.nearest(name, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        add(path, code, what + " '" + DocumentNode.shortened(name) + "' is unknown" + hint);
    }

    long count() {
        return count;
    }

    List<CatalogProblem> report() {
        var report = new ArrayList<>(found);
        if (count > found.size()) {
            report.add(new CatalogProblem("", "TOO_MANY", (count - found.size()) + " more problems are not shown"));
        }
        return report;
    }
}
