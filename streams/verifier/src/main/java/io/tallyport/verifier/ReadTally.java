package io.tallyport.verifier;

import io.tallyport.contract.TopicCatalog;
import io.tallyport.wire.ReadTopicV1;
import io.tallyport.wire.StatementCertificateV1;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** How the usage records of one partition were decided so far, as a certificate tells them. */
final class ReadTally {

    private static final Set<String> TOPICS = Set.of(TopicCatalog.USAGE_EVENTS.name(), TopicCatalog.USAGE_BULK.name());
    private static final int MOST_BEGINNINGS = 64;

    /** Where records are told from on. */
    private record From(String topic, long offset) {}

    private static final class Tally {
        private final Map<String, Long> kinds = new HashMap<>();
        private long records;
        private long parked;
        /** Whether records from before it waited when it began: which verdicts they are told by is not said. */
        private boolean isUnclear;
    }

    private final Map<From, Tally> tallies = new HashMap<>();
    /** Where the first statement tells each topic from: for one partition that never changes. */
    private final Map<String, Long> beginnings = new HashMap<>();

    ReadTally(Statements statements) {
        for (var statement : statements.issued()) {
            var certificate = statement.head().getCertificate();
            if (certificate != null) {
                for (ReadTopicV1 read : certificate.getRead()) {
                    beginnings.putIfAbsent(read.getTopic(), read.getFromOffset());
                    if (tallies.size() < MOST_BEGINNINGS) {
                        tallies.computeIfAbsent(new From(read.getTopic(), read.getFromOffset()), from -> new Tally());
                    }
                }
            }
        }
    }

    static boolean isUsage(Place place) {
        return TOPICS.contains(place.topic());
    }

    /** Takes a usage record that was read; whether it waits. */
    void read(Place place, boolean parked) {
        tallies.forEach((from, tally) -> {
            if (from.topic().equals(place.topic()) && from.offset() <= place.offset()) {
                tally.records++;
                tally.parked += parked ? 1 : 0;
            }
        });
    }

    /** Takes the verdict on a record that was read before. */
    void decided(Place place, String kind, boolean released) {
        tallies.forEach((from, tally) -> {
            if (from.topic().equals(place.topic())) {
                if (from.offset() <= place.offset()) {
                    tally.kinds.merge(kind, 1L, Long::sum);
                    tally.parked -= released ? 1 : 0;
                } else {
                    tally.isUnclear |= released;
                }
            }
        });
    }

    /** Where a certificate says that a topic was read to; -1 if it does not say. */
    static long end(Statements.Issued statement, String topic) {
        StatementCertificateV1 certificate = statement.head().getCertificate();
        if (certificate == null) {
            return -1;
        }
        for (ReadTopicV1 read : certificate.getRead()) {
            if (read.getTopic().equals(topic)) {
                return read.getEndOffset();
            }
        }
        return -1;
    }

    /** Compares what a certificate says of the topics with what was decided. */
    void compare(StatementCertificateV1 certificate, Consumer<String> differs, Consumer<String> unchecked) {
        var told = new HashSet<String>();
        for (ReadTopicV1 read : certificate.getRead()) {
            if (!TOPICS.contains(read.getTopic()) || !told.add(read.getTopic())) {
                differs.accept("it tells of " + read.getTopic() + ", or twice");
                continue;
            }
            long sum = List.of(
                            read.getCounted(),
                            read.getDuplicates(),
                            read.getConflicts(),
                            read.getLate(),
                            read.getRejected(),
                            read.getCorrected(),
                            read.getParked())
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (sum != read.getRecords()) {
                differs.accept("of " + read.getRecords() + " records of " + read.getTopic() + " it tells " + sum);
            }
            if (read.getFromOffset() != beginnings.getOrDefault(read.getTopic(), -1L)) {
                differs.accept("it tells " + read.getTopic() + " from another offset on than the first statement");
            }
            var tally = tallies.get(new From(read.getTopic(), read.getFromOffset()));
            if (tally == null || tally.isUnclear) {
                unchecked.accept("statement.recordsFromBefore");
                continue;
            }
            compare(read, tally, differs);
        }
        if (told.size() != TOPICS.size()) {
            differs.accept("it tells of the topics " + told + " only");
        }
    }

    private static void compare(ReadTopicV1 read, Tally tally, Consumer<String> differs) {
        var said = Map.of(
                "COUNTED", read.getCounted(),
                "DUPLICATE", read.getDuplicates(),
                "CONFLICT", read.getConflicts(),
                "LATE", read.getLate(),
                "REJECTED", read.getRejected(),
                "CORRECTED", read.getCorrected());
        said.forEach((kind, count) -> {
            long is = tally.kinds.getOrDefault(kind, 0L);
            if (count != is) {
                differs.accept("of " + read.getTopic() + " it says " + count + " " + kind + "; it is " + is);
            }
        });
        if (read.getRecords() != tally.records || read.getParked() != tally.parked) {
            differs.accept("of " + read.getTopic() + " it says " + read.getRecords() + " records and "
                    + read.getParked() + " that wait; it is " + tally.records + " and " + tally.parked);
        }
    }
}
