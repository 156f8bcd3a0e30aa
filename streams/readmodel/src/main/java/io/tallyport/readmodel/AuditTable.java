package io.tallyport.readmodel;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.AuditEntryV1;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit entries, kept for ever. An entry that says that rejected usage was sent again marks it as such. */
final class AuditTable implements Table<AuditEntryV1> {

    /** Action of an entry whose target is the origin of a usage record that was sent again. */
    static final String RESUBMIT = "rejected.resubmit";

    private static final Keep KEEP = new Keep('t', TallyTopic.FOREVER);

    private final Feed<AuditEntryV1> feed;
    private final VerdictTable verdicts;

    AuditTable(RowStore store, VerdictTable verdicts) {
        this.verdicts = verdicts;
        this.feed = new Feed<>(
                Letters.FEED_AUDIT,
                TopicRows.codec(store, TopicCatalog.AUDIT_ENTRIES),
                AuditTable::scopes,
                entry -> KEEP,
                List.of(KEEP));
    }

    @Override
    public void apply(AuditEntryV1 entry, Arrival arrival, Changes changes) {
        String id = entry.getEntryId().isEmpty() ? arrival.origin().toString() : entry.getEntryId();
        feed.put(id, arrival.row(entry), scope -> true, changes);
        if (entry.getAction().equals(RESUBMIT)) {
            verdicts.resubmitted(entry.getTarget(), changes);
        }
    }

    /** The entries about a license or about everything, newest first. */
    List<AuditEntry> newest(@Nullable String license, int limit, Rows rows) {
        String scope = license == null ? Feed.ALL : Feed.ofLicense(license);
        return feed.newest(scope, entry -> true, limit, AuditTable::view, rows);
    }

    private static List<String> scopes(AuditEntryV1 entry) {
        var scopes = new ArrayList<String>();
        scopes.add(Feed.ALL);
        if (!entry.getLicense().isEmpty()) {
            scopes.add(Feed.ofLicense(entry.getLicense()));
        }
        return scopes;
    }

    private static AuditEntry view(String id, Row<AuditEntryV1> row) {
        AuditEntryV1 entry = row.record();
        return new AuditEntry(
                id,
                entry.getLicense(),
                entry.getActor(),
                entry.getAction(),
                entry.getTarget(),
                entry.getReason(),
                entry.getCommandId(),
                entry.getBefore(),
                entry.getAfter(),
                entry.getAtMs(),
                entry.getCatalogRevision(),
                Wire.toEvidence(entry.getEvidence()),
                new Origin(TopicCatalog.AUDIT_ENTRIES.name(), row.partition(), row.offset()));
    }
}
