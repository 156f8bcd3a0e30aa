package io.tallyport.app.embedded;

import io.confluent.kafka.schemaregistry.CompatibilityChecker;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of the registry in memory, and its decisions. A decision changes nothing: it returns the entries to write,
 * and {@link RegistryEntry#applyTo} alone changes state, at a start as after a write. Not thread-safe.
 */
final class SchemaLedger {

    private static final String ALL_SUBJECTS = "";
    private static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.FULL_TRANSITIVE;

    private final NavigableMap<String, NavigableMap<Integer, SchemaVersion>> subjects = new TreeMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private int lastId;

    /** What a registration decided: the version that holds the schema, and the entries to write (none when known). */
    record Registration(SchemaVersion version, List<RegistryEntry> entries) {}

    /** What a deletion decided: the version numbers deleted, and the entries to write. */
    record Deletion(List<Integer> versions, List<RegistryEntry> entries) {}

    /**
     * Registers a schema under a subject; one that the subject has already keeps its version and id.
     *
     * @throws RegistryProblem 409 when the subject's compatibility level forbids it
     */
    Registration register(String subject, AvroSchema schema) throws RegistryProblem {
        var known = find(subject, schema, false);
        if (known.isPresent()) {
            return new Registration(known.get(), List.of());
        }
        var faults = incompatibilities(subject, schema, versions(subject, false));
        if (!faults.isEmpty()) {
            throw RegistryProblem.incompatible(subject, faults.toString());
        }
        var all = subjects.get(subject);
        int version = all == null ? 1 : all.lastKey() + 1;
        int id = idOf(schema.canonicalString()).orElse(lastId + 1);
        var added = new SchemaVersion(subject, version, id, schema.canonicalString(), false);
        return new Registration(added, List.of(new RegistryEntry.VersionPut(added)));
    }

    /**
     * Deletes a subject: first softly, then, when asked again with {@code permanent}, for good.
     *
     * @throws RegistryProblem 40401 when there is no such subject, 40405 when it was not deleted softly first
     */
    Deletion delete(String subject, boolean permanent) throws RegistryProblem {
        var live = versions(subject, false);
        if (!permanent) {
            if (live.isEmpty()) {
                throw RegistryProblem.subjectNotFound(subject);
            }
            return new Deletion(
                    numbers(live),
                    live.stream()
                            .<RegistryEntry>map(v -> new RegistryEntry.VersionPut(v.softDeleted()))
                            .toList());
        }
        var all = versions(subject, true);
        if (all.isEmpty()) {
            throw RegistryProblem.subjectNotFound(subject);
        }
        if (!live.isEmpty()) {
            throw RegistryProblem.notSoftDeleted(subject);
        }
        var entries = new ArrayList<RegistryEntry>();
        entries.add(new RegistryEntry.LastId(lastId));
        all.forEach(v -> entries.add(new RegistryEntry.VersionGone(subject, v.version())));
        return new Deletion(numbers(all), entries);
    }

    /** Why a schema does not fit the given versions under the subject's level; empty when it fits. */
    List<String> incompatibilities(String subject, AvroSchema schema, Collection<SchemaVersion> against) {
        var earlier = against.stream().map(v -> new AvroSchema(v.schema())).toList();
        return CompatibilityChecker.checker(level(subject)).isCompatible(schema, earlier);
    }

    /** The level that holds for a subject: its own, else the one for all. */
    CompatibilityLevel level(String subject) {
        return ownLevel(subject).orElseGet(() -> levels.getOrDefault(ALL_SUBJECTS, DEFAULT_LEVEL));
    }

    /** The level set for a subject itself. */
    Optional<CompatibilityLevel> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    /** Names of the subjects, in order. */
    List<String> subjects(boolean withDeleted) {
        return subjects.keySet().stream()
                .filter(s -> !versions(s, withDeleted).isEmpty())
                .toList();
    }

    /** Versions of a subject, oldest first; empty when there is no such subject. */
    List<SchemaVersion> versions(String subject, boolean withDeleted) {
        var all = subjects.get(subject);
        return all == null
                ? List.of()
                : all.values().stream().filter(v -> withDeleted || !v.deleted()).toList();
    }

    /** The newest version of a subject that has exactly this schema. */
    Optional<SchemaVersion> find(String subject, AvroSchema schema, boolean withDeleted) {
        String canonical = schema.canonicalString();
        return versions(subject, withDeleted).stream()
                .filter(v -> v.schema().equals(canonical))
                .reduce((older, newer) -> newer);
    }

    /** Every version, of any subject, that has the schema with this id. */
    List<SchemaVersion> withId(int id) {
        return subjects.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(v -> v.id() == id)
                .toList();
    }

    void put(SchemaVersion version) {
        subjects.computeIfAbsent(version.subject(), s -> new TreeMap<>()).put(version.version(), version);
        raiseLastId(version.id());
    }

    void remove(String subject, int version) {
        var versions = subjects.get(subject);
        if (versions != null) {
            versions.remove(version);
            if (versions.isEmpty()) {
                subjects.remove(subject);
            }
        }
    }

    void putLevel(String subject, @Nullable CompatibilityLevel level) {
        if (level == null) {
            levels.remove(subject);
        } else {
            levels.put(subject, level);
        }
    }

    void raiseLastId(int id) {
        lastId = Math.max(lastId, id);
    }

    private Optional<Integer> idOf(String canonical) {
        return subjects.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(v -> v.schema().equals(canonical))
                .map(SchemaVersion::id)
                .findFirst();
    }

    private static List<Integer> numbers(List<SchemaVersion> versions) {
        return versions.stream().map(SchemaVersion::version).toList();
    }
}
