package io.tallyport.pipeline.step;

import io.tallyport.contract.TallyTopic;
import io.tallyport.contract.TopicCatalog;

/** The output topics and the names of their sink nodes. */
public enum Sink {
    VERDICTS("usage-verdicts-sink", TopicCatalog.USAGE_VERDICTS),
    READINGS("usage-readings-sink", TopicCatalog.USAGE_READINGS),
    STATEMENTS("usage-statements-sink", TopicCatalog.USAGE_STATEMENTS),
    QUOTA_ALERTS("alert-quotas-sink", TopicCatalog.QUOTA_ALERTS),
    ANOMALY_ALERTS("alert-anomalies-sink", TopicCatalog.ANOMALY_ALERTS),
    LICENSE_EVENTS("license-events-sink", TopicCatalog.LICENSE_EVENTS),
    SNAPSHOTS("entitlement-snapshots-sink", TopicCatalog.ENTITLEMENT_SNAPSHOTS),
    LEASE_OUTCOMES("lease-outcomes-sink", TopicCatalog.LEASE_OUTCOMES),
    AUDIT("audit-entries-sink", TopicCatalog.AUDIT_ENTRIES),
    JOURNAL("pipeline-journal-sink", TopicCatalog.PIPELINE_JOURNAL),
    RECOUNTS("recount-requests-sink", TopicCatalog.RECOUNT_REQUESTS);

    private final String node;
    private final TallyTopic<?> topic;

    Sink(String node, TallyTopic<?> topic) {
        this.node = node;
        this.topic = topic;
    }

    /** Name of the sink node. */
    public String node() {
        return node;
    }

    /** The topic it writes. */
    public TallyTopic<?> topic() {
        return topic;
    }
}
