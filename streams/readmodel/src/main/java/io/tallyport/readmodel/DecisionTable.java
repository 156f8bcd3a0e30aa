package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.CheckDecisionV1;
import io.tallyport.wire.FeatureEntitlementV1;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What checks answered. Denials and alerts are kept as long as the topic keeps them, allows for 35 days. */
final class DecisionTable implements Table<CheckDecisionV1> {

    private static final Keep KEEP = Keep.like(TopicCatalog.ENTITLEMENT_DECISIONS);
    private static final Keep KEEP_ALLOWS = new Keep('a', Duration.ofDays(35));

    private final Feed<CheckDecisionV1> feed;

    DecisionTable(RowStore store) {
        this.feed = new Feed<>(
                Letters.FEED_DECISIONS,
                TopicRows.codec(store, TopicCatalog.ENTITLEMENT_DECISIONS),
                decision -> List.of(Feed.ALL, Feed.ofLicense(decision.getLicense())),
                decision -> decision.getVerdict().equals("ALLOW") ? KEEP_ALLOWS : KEEP,
                List.of(KEEP, KEEP_ALLOWS));
    }

    @Override
    public void apply(CheckDecisionV1 decision, Arrival arrival, Changes changes) {
        Row<CheckDecisionV1> row = arrival.row(decision);
        String id = decision.getDecisionId().isEmpty() ? arrival.origin().toString() : decision.getDecisionId();
        requireRepeatable(view(id, row));
        feed.put(id, row, scope -> true, changes);
    }

    @Override
    public void expire(Changes changes) {
        feed.expire(changes);
    }

    /** Whoever asks for an explanation later must get one: what cannot be taken again is no decision. */
    private static void requireRepeatable(RecordedDecision decision) {
        if (decision.inputs().staleAllows() < 0) {
            throw new IllegalArgumentException("staleAllows must not be below 0, but is " + decision.staleAllows());
        }
    }

    /** The decisions about a license or about all, newest first. */
    List<RecordedDecision> newest(@Nullable String license, int limit, Rows rows) {
        String scope = license == null ? Feed.ALL : Feed.ofLicense(license);
        return feed.newest(scope, decision -> true, limit, DecisionTable::view, rows);
    }

    /** One decision by its id. */
    Optional<RecordedDecision> find(String id, Rows rows) {
        return feed.get(id, rows).map(row -> view(id, row));
    }

    private static RecordedDecision view(String id, Row<CheckDecisionV1> row) {
        CheckDecisionV1 decision = row.record();
        FeatureEntitlementV1 basis = decision.getBasis();
        return new RecordedDecision(
                id,
                decision.getLicense(),
                decision.getFeature(),
                decision.getVerdict(),
                decision.getReason(),
                decision.getCount(),
                decision.getCaller(),
                decision.getAtMs(),
                decision.getWallMs(),
                decision.getViewAgeMs(),
                decision.getFreshForMs(),
                decision.getStaleAllows(),
                decision.getBound(),
                decision.getValidUntilMs(),
                decision.getState(),
                decision.getExpiresAtMs() == 0 ? null : decision.getExpiresAtMs(),
                decision.getGraceUntilMs() == 0 ? null : decision.getGraceUntilMs(),
                decision.getQuarantined(),
                decision.getEntitlementVersion(),
                decision.getCatalogRevision(),
                decision.getDetail(),
                basis == null ? null : Wire.toFeature(basis),
                decision.getProduct(),
                decision.getPlan(),
                decision.getCustomer(),
                decision.getViewOffset() < 0
                        ? null
                        : new Origin(
                                TopicCatalog.ENTITLEMENT_SNAPSHOTS.name(),
                                decision.getViewPartition(),
                                decision.getViewOffset()),
                new Origin(TopicCatalog.ENTITLEMENT_DECISIONS.name(), row.partition(), row.offset()));
    }
}
