package io.tallyport.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The text of docs/topics.md, from the catalogue. */
final class TopicPage {

    private static final String LICENSE = "license id";
    private static final String PARTITION = "`partition/N`";

    /** What the records of a topic are keyed by; the schemas cannot say it. */
    private static final Map<TallyTopic<?>, String> KEYS = Map.ofEntries(
            Map.entry(TopicCatalog.USAGE_EVENTS, LICENSE + ", or source if unresolved"),
            Map.entry(TopicCatalog.USAGE_BULK, LICENSE + ", or source if unresolved"),
            Map.entry(TopicCatalog.LICENSE_COMMANDS, LICENSE),
            Map.entry(TopicCatalog.LEASE_REQUESTS, LICENSE),
            Map.entry(TopicCatalog.CATALOG_REVISIONS, "`catalog`"),
            Map.entry(TopicCatalog.USAGE_VERDICTS, LICENSE + "; runs of counted offsets " + PARTITION),
            Map.entry(TopicCatalog.USAGE_READINGS, LICENSE),
            Map.entry(TopicCatalog.RECOUNT_REQUESTS, LICENSE),
            Map.entry(TopicCatalog.USAGE_STATEMENTS, LICENSE),
            Map.entry(TopicCatalog.QUOTA_ALERTS, LICENSE),
            Map.entry(TopicCatalog.ANOMALY_ALERTS, LICENSE),
            Map.entry(TopicCatalog.LICENSE_EVENTS, LICENSE),
            Map.entry(TopicCatalog.ENTITLEMENT_SNAPSHOTS, LICENSE + "; heartbeats `heartbeat/N`"),
            Map.entry(TopicCatalog.ENTITLEMENT_DECISIONS, LICENSE),
            Map.entry(TopicCatalog.LEASE_OUTCOMES, LICENSE),
            Map.entry(TopicCatalog.AUDIT_ENTRIES, LICENSE + ", or " + PARTITION),
            Map.entry(TopicCatalog.PIPELINE_JOURNAL, PARTITION));

    static String text() {
        var page = new StringBuilder("""
                # Topics

                Written from `TopicCatalog` by `TopicPageTest`, which fails when the two differ.

                Every topic has the same number of partitions (4 on a node of its own, 12 on a cluster unless its topics exist
                already) and uses `LogAppendTime`. A license lives in partition `murmur2(license id) mod partitions` of each. Source
                topics also carry a tick (key `tick`) in every partition. Values are Avro in the Confluent wire format, subject
                `<topic>-value`, compatibility FULL_TRANSITIVE. An output lies in the partition of the source records that led to it.

                | topic | role | key | cleanup | retention | writers | readers | purpose |
                |---|---|---|---|---|---|---|---|
                """);
        for (TallyTopic<?> topic : TopicCatalog.ALL) {
            page.append("| ")
                    .append(String.join(
                            " | ",
                            "`" + topic.name() + "`",
                            topic.role() == TallyTopic.Role.SOURCE ? "source" : "output",
                            key(topic),
                            topic.compacted() ? "compact" : "delete",
                            retention(topic.retention()),
                            topic.writers(),
                            topic.readers(),
                            topic.purpose()))
                    .append(" |\n");
        }
        page.append("""

                `lease.outcomes.v1` holds refusals only.

                ## Rights

                What each role needs, as arguments of `kafka-acls --add`. The pipeline also needs its group, its transactions and the
                changelog topics of its stores; recount its group; the catalog writer its transactional id. Roles without a program yet (connectors,
                replay) stand here so that nobody else is given their rights.

                ```
                """);
        rights().forEach((role, lines) -> lines.forEach(line ->
                page.append("--allow-principal User:").append(role).append(line).append('\n')));
        return page.append("```\n").toString();
    }

    private static String key(TallyTopic<?> topic) {
        String key = KEYS.get(topic);
        if (key == null) {
            throw new AssertionError("say in TopicPage what the records of " + topic.name() + " are keyed by");
        }
        return key;
    }

    private static String retention(Duration retention) {
        return retention.equals(TallyTopic.FOREVER) ? "for ever" : retention.toDays() + " days";
    }

    private static Map<String, List<String>> rights() {
        var rights = new TreeMap<String, List<String>>();
        for (TallyTopic<?> topic : TopicCatalog.ALL) {
            grant(rights, topic.writers(), "Write", topic);
            grant(rights, topic.readers(), "Read", topic);
        }
        rights.computeIfAbsent("catalog-writer", role -> new ArrayList<>())
                .add(" --operation Write --operation Describe --transactional-id tallyport-catalog-writer");
        var pipeline = rights.computeIfAbsent("pipeline", role -> new ArrayList<>());
        pipeline.add(" --operation Read --operation Describe --group tallyport-pipeline");
        pipeline.add(" --operation Write --operation Describe --transactional-id tallyport-pipeline"
                + " --resource-pattern-type prefixed");
        pipeline.add(" --operation Create --operation Describe --operation Read --operation Write --topic"
                + " tallyport-pipeline- --resource-pattern-type prefixed");
        rights.computeIfAbsent("recount", role -> new ArrayList<>())
                .add(" --operation Read --operation Describe --group tallyport-recount");
        return rights;
    }

    private static void grant(Map<String, List<String>> rights, String roles, String operation, TallyTopic<?> topic) {
        for (String role : roles.split(", ")) {
            rights.computeIfAbsent(role.replace(' ', '-'), r -> new ArrayList<>())
                    .add(" --operation " + operation + " --operation Describe --topic " + topic.name());
        }
    }

    private TopicPage() {}
}
