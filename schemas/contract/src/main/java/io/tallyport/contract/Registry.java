package io.tallyport.contract;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The schema registry of an installation: any Confluent-compatible one, or {@code mock://<scope>} in tests. */
public final class Registry {

    private static final int IDS_PER_SUBJECT = 100;

    static {
        TrustedClasses.install();
    }

    private final SchemaRegistryClient client;

    private Registry(SchemaRegistryClient client) {
        this.client = client;
    }

    /**
     * Connects to a registry.
     *
     * @param url base URL, or {@code mock://<scope>}
     * @param settings passed through to the vendor's client (authentication, TLS)
     */
    public static Registry at(String url, Map<String, ?> settings) {
        var providers = List.<io.confluent.kafka.schemaregistry.SchemaProvider>of(new AvroSchemaProvider());
        if (url.startsWith("mock://")) {
            return new Registry(MockSchemaRegistry.getClientForScope(url.substring("mock://".length()), providers));
        }
        return new Registry(new CachedSchemaRegistryClient(List.of(url), IDS_PER_SUBJECT, providers, settings));
    }

    /** The vendor's client, for what this class does not cover. */
    public SchemaRegistryClient client() {
        return client;
    }

    /** A codec for the values of one topic. Not thread-safe: one per thread. */
    public <T extends SpecificRecord> WireCodec<T> codec(TallyTopic<T> topic) {
        return new WireCodec<>(client, topic);
    }

    /**
     * Registers the topic's schema under FULL_TRANSITIVE compatibility; a schema that is there already keeps its id.
     *
     * @throws IOException when the registry cannot be reached
     * @throws IllegalStateException when the registry refuses the schema as incompatible
     */
    public int register(TallyTopic<?> topic) throws IOException {
        try {
            int id = client.register(topic.subject(), new AvroSchema(topic.schema()));
            client.updateCompatibility(topic.subject(), "FULL_TRANSITIVE");
            return id;
        } catch (RestClientException e) {
            throw new IllegalStateException(
                    "the registry refuses the schema of " + topic.name() + ": " + e.getMessage(), e);
        }
    }
}
