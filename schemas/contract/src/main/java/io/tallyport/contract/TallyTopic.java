package io.tallyport.contract;

import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue.
 *
 * @param name {@code <context>.<plural-noun>.v<n>}
 * @param type class of the Avro values
 * @param schema schema of the values; its subject is {@code <name>-value}
 * @param role whether the pipeline reads it or writes it
 * @param compacted true when only the latest record of a key is kept
 * @param retention how long records are kept; {@link #FOREVER} for no end
 * @param purpose one sentence for the generated documentation
 * @param writers who may write it, for the ACLs
 * @param readers who may read it, for the ACLs
 */
public record TallyTopic<T extends SpecificRecord>(
        String name,
        Class<T> type,
        Schema schema,
        Role role,
        boolean compacted,
        Duration retention,
        String purpose,
        String writers,
        String readers) {

    /** Retention without an end. */
    public static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);

    /** Whether the pipeline reads the topic (and a ticker ticks in it) or writes it. */
    public enum Role {
        SOURCE,
        OUTPUT
    }

    /** Subject of the value schema in the registry (TopicNameStrategy). */
    public String subject() {
        return name + "-value";
    }

    /** The value of {@code retention.ms} that Kafka expects: -1 for {@link #FOREVER}. */
    public long retentionMs() {
        return retention.equals(FOREVER) ? -1 : retention.toMillis();
    }
}
