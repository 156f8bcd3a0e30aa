package io.tallyport.port.catalog;

import io.tallyport.port.answer.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rollback: the document of an earlier revision is asked to be put in force as the next one. */
final class CatalogRollback {

    /**
     * The rollback of what is in force now. Its base is the revision in force unless another is named: of two at the same time
     * the second is refused, for it would take back the first.
     *
     * @param to the earlier revision; null = the one before the one in force
     * @param base only if this revision is in force; null = whichever is
     * @throws io.tallyport.port.answer.ProblemException 404 when there is no such revision
     */
    static CatalogChangeRequest of(
            CatalogSource source, @Nullable Long to, @Nullable Long base, String author, String reason) {
        long inForce = source.current().revision();
        if (inForce == 0) {
            throw Problem.of(404, "NO_CATALOG", "no catalog was applied yet").asException();
        }
        long earlier = to == null ? inForce - 1 : to;
        var found = new StoredCatalog[] {StoredCatalog.NONE};
        source.forEach(revision -> found[0] = revision.revision() == earlier ? revision : found[0]);
        if (found[0].revision() == 0) {
            throw new Problem(
                            404,
                            "REVISION_UNKNOWN",
                            "Revision unknown",
                            to == null
                                    ? "there is no revision before revision " + inForce + ", which is in force"
                                    : "there is no revision " + earlier,
                            "to",
                            List.of(),
                            0)
                    .asException();
        }
        return new CatalogChangeRequest(
                found[0].tree(),
                base == null ? inForce : base,
                author,
                "rollback to revision " + earlier + (reason.isEmpty() ? "" : ": " + reason),
                earlier);
    }

    private CatalogRollback() {}
}
