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
import java.util.TreeMap;

/** The catalog in force as its revisions are read: a newer one takes over when it is whole and can be understood. */
final class Catalogs {

    private final TreeMap<Long, Terms> adopted = new TreeMap<>();
    /** What the values of each meter were ever called. */
    private final Map<String, Set<String>> units = new HashMap<>();
    /** When each revision was adopted, in tick time. */
    private final Map<Long, Long> adoptedAtMs = new HashMap<>();

    private final Set<Place> refused = new HashSet<>();
    /** The terms of revisions that may lie ahead, as far as they were asked for. */
    private final Map<Long, Optional<Terms>> ahead = new HashMap<>();

    private final PartitionLog log;
    private final Findings findings;
    private Terms inForce = Terms.NONE;

    Catalogs(PartitionLog log, Findings findings) {
        this.log = log;
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

    /** A revision that is adopted at whatever place of the log: a timer may run with one that is behind its tick. */
    Optional<Terms> ahead(long revision) {
        var known = revision(revision);
        return known.isPresent() ? known : ahead.computeIfAbsent(revision, this::find);
    }

    private Optional<Terms> find(long revision) {
        for (Stored record : log.of(TopicCatalog.CATALOG_REVISIONS)) {
            var found = record.as(CatalogRevisionV1.class);
            if (found != null && found.getRevision() == revision && mayBeAdopted(record, found, inForce)) {
                return Terms.of(revision, found.getDocument());
            }
        }
        return Optional.empty();
    }

    /** The latest revision that was adopted up to a number; none yet if there is no such. */
    Terms upTo(long revision) {
        var found = adopted.floorEntry(revision);
        return found == null ? Terms.NONE : found.getValue();
    }

    /** Names of the unit of a meter, in whatever revision. */
    Set<String> units(String meter) {
        return units.getOrDefault(meter, Set.of());
    }

    /** Tick time at which a revision was adopted. */
    long adoptedAtMs(long revision) {
        return adoptedAtMs.getOrDefault(revision, 0L);
    }

    private static boolean isNext(CatalogRevisionV1 revision, Terms before) {
        return revision.getKind() == CatalogRevisionKind.REVISION
                && revision.getRevision() > before.revision()
                && CatalogDigest.of(revision.getDocument()).equals(revision.getDigest());
    }

    /** Whether a revision is adopted after another one, if it can be understood. */
    boolean mayBeAdopted(Stored record, CatalogRevisionV1 revision, Terms before) {
        return isNext(revision, before) && !refused.contains(record.place());
    }

    void take(Stored record, long nowMs) {
        var revision = record.as(CatalogRevisionV1.class);
        if (revision == null || !isNext(revision, inForce)) {
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
        adoptedAtMs.put(inForce.revision(), nowMs);
        for (String id : inForce.meters().keySet()) {
            inForce.meter(id)
                    .ifPresent(latest ->
                            units.computeIfAbsent(id, m -> new HashSet<>()).add(latest.unit()));
        }
        findings.checked("catalogs");
    }
}
