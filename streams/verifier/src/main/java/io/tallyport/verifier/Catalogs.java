package io.tallyport.verifier;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.CatalogRevisionKind;
import io.tallyport.wire.CatalogRevisionV1;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The catalog in force as its revisions are read: a newer one takes over when it is whole and can be understood. */
final class Catalogs {

    private final Map<Long, Terms> adopted = new HashMap<>();
    private final Set<Place> refused = new HashSet<>();
    private final Findings findings;
    private Terms inForce = Terms.NONE;

    Catalogs(PartitionLog log, Findings findings) {
        this.findings = findings;
        for (var entry : log.outputs(TopicCatalog.AUDIT_ENTRIES, findings)) {
            var evidence = entry.value().getEvidence();
            if (evidence != null && entry.value().getAction().equals("catalog.refuse")) {
                refused.add(new Place(evidence.getTopic(), evidence.getPartition(), evidence.getOffset()));
            }
        }
    }

    Terms inForce() {
        return inForce;
    }

    Optional<Terms> revision(long revision) {
        return Optional.ofNullable(adopted.get(revision));
    }

    void take(Stored record) {
        var revision = record.as(CatalogRevisionV1.class);
        if (revision == null
                || revision.getKind() != CatalogRevisionKind.REVISION
                || revision.getRevision() <= inForce.revision()
                || !CatalogDigest.of(revision.getDocument()).equals(revision.getDigest())) {
            return;
        }
        if (refused.contains(record.place())) {
            // The pipeline's reader of catalogs is stricter than ours; which of them are valid is not recomputed.
            findings.unchecked("catalog.refusals");
            return;
        }
        var terms = Terms.of(revision.getRevision(), revision.getDocument());
        if (terms.isEmpty()) {
            findings.differs(record.place(), "catalog-adopted", "the revision was not refused, but it is no catalog");
            return;
        }
        inForce = terms.get();
        adopted.put(inForce.revision(), inForce);
        findings.checked("catalogs");
    }
}
