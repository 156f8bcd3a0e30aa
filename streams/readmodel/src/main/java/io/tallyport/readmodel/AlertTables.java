package io.tallyport.readmodel;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.domain.evidence.Origin;
import io.tallyport.readmodel.store.Changes;
import io.tallyport.readmodel.store.Row;
import io.tallyport.readmodel.store.RowStore;
import io.tallyport.readmodel.store.Rows;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.QuotaAlertV1;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The alerts of both topics: one row per incident, as its latest record says; kept as long as the topics keep them. */
final class AlertTables {

    private static final Keep KEEP_QUOTA = Keep.like(TopicCatalog.QUOTA_ALERTS);
    private static final Keep KEEP_ANOMALY = Keep.like(TopicCatalog.ANOMALY_ALERTS);

    private final Feed<QuotaAlertV1> quotas;
    private final Feed<AnomalyAlertV1> anomalies;

    AlertTables(RowStore store) {
        this.quotas = new Feed<>(
                Letters.FEED_QUOTA_ALERTS,
                TopicRows.codec(store, TopicCatalog.QUOTA_ALERTS),
                alert -> List.of(Feed.ALL, Feed.ofLicense(alert.getLicense())),
                alert -> KEEP_QUOTA,
                List.of(KEEP_QUOTA));
        this.anomalies = new Feed<>(
                Letters.FEED_ANOMALY_ALERTS,
                TopicRows.codec(store, TopicCatalog.ANOMALY_ALERTS),
                alert -> List.of(Feed.ALL, Feed.ofLicense(alert.getLicense())),
                alert -> KEEP_ANOMALY,
                List.of(KEEP_ANOMALY));
    }

    /** The table of the quota alerts. */
    Table<QuotaAlertV1> ofQuotas() {
        return new Table<>() {
            @Override
            public void apply(QuotaAlertV1 alert, Arrival arrival, Changes changes) {
                Row<QuotaAlertV1> row = arrival.row(alert);
                view(row);
                quotas.put(id(alert.getAlertId(), arrival), row, scope -> true, changes);
            }

            @Override
            public void expire(Changes changes) {
                quotas.expire(changes);
            }
        };
    }

    /** The table of the anomaly alerts. */
    Table<AnomalyAlertV1> ofAnomalies() {
        return new Table<>() {
            @Override
            public void apply(AnomalyAlertV1 alert, Arrival arrival, Changes changes) {
                Row<AnomalyAlertV1> row = arrival.row(alert);
                viewAnomaly(row);
                anomalies.put(id(alert.getAlertId(), arrival), row, scope -> true, changes);
            }

            @Override
            public void expire(Changes changes) {
                anomalies.expire(changes);
            }
        };
    }

    /** The alerts of a license or of all, those with the newest records first. */
    List<Alert> newest(@Nullable String license, int limit, Rows rows) {
        String scope = license == null ? Feed.ALL : Feed.ofLicense(license);
        record Dated(long timestampMs, Alert alert) {}
        List<Dated> ofQuotas =
                quotas.newest(scope, a -> true, limit, (id, row) -> new Dated(row.timestampMs(), view(row)), rows);
        List<Dated> ofAnomalies = anomalies.newest(
                scope, a -> true, limit, (id, row) -> new Dated(row.timestampMs(), viewAnomaly(row)), rows);
        return Stream.concat(ofQuotas.stream(), ofAnomalies.stream())
                .sorted(Comparator.comparingLong(Dated::timestampMs).reversed())
                .limit(limit)
                .map(Dated::alert)
                .toList();
    }

    /** One incident by its id. */
    Optional<Alert> find(String alertId, Rows rows) {
        return quotas.get(alertId, rows)
                .<Alert>map(AlertTables::view)
                .or(() -> anomalies.get(alertId, rows).map(AlertTables::viewAnomaly));
    }

    private static String id(String alertId, Arrival arrival) {
        return alertId.isEmpty() ? arrival.origin().toString() : alertId;
    }

    private static QuotaAlert view(Row<QuotaAlertV1> row) {
        QuotaAlertV1 alert = row.record();
        return new QuotaAlert(
                alert.getAlertId(),
                alert.getStatus().name(),
                alert.getKind().name(),
                alert.getLicense(),
                alert.getCustomer(),
                alert.getFeature(),
                alert.getMeter(),
                alert.getWindow(),
                alert.getFromMs(),
                alert.getToMs(),
                Wire.decimal("used", alert.getUsed()),
                Wire.decimal("limit", alert.getLimit()),
                alert.getHard(),
                alert.getThresholdPercent(),
                alert.getAtMs(),
                alert.getCause(),
                Wire.toEvidence(alert.getEvidence()),
                new Origin(TopicCatalog.QUOTA_ALERTS.name(), row.partition(), row.offset()));
    }

    private static AnomalyAlert viewAnomaly(Row<AnomalyAlertV1> row) {
        AnomalyAlertV1 alert = row.record();
        return new AnomalyAlert(
                alert.getAlertId(),
                alert.getStatus().name(),
                alert.getDetector(),
                alert.getSeverity().name(),
                alert.getLicense(),
                alert.getCustomer(),
                alert.getMeter(),
                alert.getDirection(),
                Wire.decimal("observed", alert.getObserved()),
                Wire.decimal("expected", alert.getExpected()),
                Wire.decimal("scale", alert.getScale()),
                Wire.decimal("score", alert.getScore()),
                alert.getBucketFromMs(),
                alert.getBucketToMs(),
                alert.getDetail(),
                alert.getAtMs(),
                Wire.toEvidence(alert.getEvidence()),
                new Origin(TopicCatalog.ANOMALY_ALERTS.name(), row.partition(), row.offset()));
    }
}
