package io.tallyport.pipeline.step;

import io.tallyport.contract.WireException;
import io.tallyport.domain.audit.AuditEntry;
import io.tallyport.pipeline.mapping.SourceDecoder;
import io.tallyport.pipeline.mapping.SourceDecoder.CatalogRevision;
import io.tallyport.pipeline.state.CommitJournal.Phase;
import io.tallyport.pipeline.state.ParkedRecords.Parked;
import io.tallyport.pipeline.state.TaskState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes catalog revisions into force; one that is not valid is refused and the last good one stays. */
public final class AdoptCatalog extends SourceProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(AdoptCatalog.class);

    private final SourceDecoder decoder;

    public AdoptCatalog(SourceDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    void begin(TaskState state) {}

    @Override
    void take(Parked record) {
        SourceDecoder.Decoded<CatalogRevision> decoded;
        try {
            decoded = decoder.catalog(record.value());
        } catch (WireException e) {
            say(record, "", "catalog.refuse", record.origin().toString(), e.reason() + ": " + e.getMessage());
            return;
        }
        if (decoded.isTick()) {
            tick(record, decoded.tickMs());
            return;
        }
        CatalogRevision revision = decoded.value();
        if (revision == null) {
            say(record, "", "catalog.refuse", record.origin().toString(), "KIND_UNSUPPORTED: " + decoded.unsupported());
            return;
        }
        adopt(record, revision);
    }

    private void adopt(Parked record, CatalogRevision revision) {
        String target = "revision " + revision.revision();
        try {
            boolean taken =
                    state().adopt(new TaskState.TaskCatalog(revision.revision(), revision.document()), record.origin());
            say(record, revision.author(), taken ? "catalog.adopt" : "catalog.ignore", target, revision.reason());
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{} is refused, revision {} stays in force: {}",
                    target,
                    state().catalog().revision(),
                    e.getMessage());
            say(record, revision.author(), "catalog.refuse", target, String.valueOf(e.getMessage()));
        }
    }

    private void say(Parked record, String actor, String action, String target, String reason) {
        state().journal().took(record.origin(), Phase.READ);
        var turn = new Turn(record.origin(), "", state().clock().nowMs(), record.appendedAtMs(), null);
        turn.audit.add(new AuditEntry("", actor, action, target, reason, "", "", "", record.origin(), null));
        forward(turn, StepName.COMMIT_TURN);
    }
}
