package io.tallyport.app.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registry's state with its log behind it. Writes are serialized: decide, write, wait, apply. Thread-safe. */
final class RegistryStore implements AutoCloseable {

    private final RegistryLog log;
    private SchemaLedger ledger;
    private boolean inDoubt;

    private RegistryStore(RegistryLog log, SchemaLedger ledger) {
        this.log = log;
        this.ledger = ledger;
    }

    static RegistryStore open(KafkaClients clients) throws IOException, InterruptedException {
        var log = RegistryLog.open(clients);
        try {
            return new RegistryStore(log, log.read());
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    synchronized <T> T ask(Function<SchemaLedger, T> question) throws RegistryProblem {
        return question.apply(current());
    }

    synchronized SchemaVersion register(String subject, AvroSchema schema)
            throws RegistryProblem, InterruptedException {
        var decided = current().register(subject, schema);
        write(decided.entries());
        return decided.version();
    }

    synchronized List<Integer> delete(String subject, boolean permanent) throws RegistryProblem, InterruptedException {
        var decided = current().delete(subject, permanent);
        write(decided.entries());
        return decided.versions();
    }

    /** Sets the level of a subject, or of all when it is empty; null takes it back. */
    synchronized void putLevel(String subject, @Nullable CompatibilityLevel level)
            throws RegistryProblem, InterruptedException {
        current();
        write(List.of(new RegistryEntry.LevelPut(subject, level)));
    }

    @Override
    public synchronized void close() {
        log.close();
    }

    private SchemaLedger current() throws RegistryProblem {
        if (inDoubt) {
            try {
                ledger = log.read();
                inDoubt = false;
            } catch (IOException e) {
                throw RegistryProblem.backend(String.valueOf(e.getMessage()));
            }
        }
        return ledger;
    }

    private void write(List<RegistryEntry> entries) throws RegistryProblem, InterruptedException {
        inDoubt = true;
        try {
            log.append(entries);
        } catch (IOException e) {
            throw RegistryProblem.backend(String.valueOf(e.getMessage()));
        }
        entries.forEach(entry -> entry.applyTo(ledger));
        inDoubt = false;
    }
}
