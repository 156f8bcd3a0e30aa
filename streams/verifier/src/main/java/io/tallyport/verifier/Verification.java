package io.tallyport.verifier;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** Checks an installation against its own sources, one partition after the other. */
public final class Verification {

    /**
     * What came of it.
     *
     * @param partitions how many were checked
     * @param events usage records that were recomputed
     * @param verdicts published verdicts that were compared
     * @param kinds recomputed verdicts by kind
     * @param findings differences, and what was and was not checked
     */
    public record Report(int partitions, long events, long verdicts, Map<String, Long> kinds, Findings findings) {}

    /** Hears how far it came. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called once in a while.
         *
         * @param partition the partition that is read
         * @param partitions how many there are
         * @param records records read so far, of all topics
         */
        void at(int partition, int partitions, long records);
    }

    /**
     * Reads every topic up to where it ends now and recomputes what was published.
     *
     * @throws UnreadableException when a topic or the registry cannot be read
     */
    public static Report of(KafkaClients kafka, Registry registry, Progress progress)
            throws UnreadableException, InterruptedException {
        var findings = new Findings();
        var sharedIds = new SharedIds(findings);
        var kinds = new TreeMap<String, Long>();
        try (var reader = new LogReader(kafka, registry, progress)) {
            int partitions = reader.partitions(TopicCatalog.USAGE_EVENTS);
            for (int partition = 0; partition < partitions; partition++) {
                var log = reader.read(partition, partitions);
                new PartitionCheck(log, sharedIds, findings)
                        .run()
                        .forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
            }
            long events = kinds.values().stream().mapToLong(Long::longValue).sum();
            return new Report(partitions, events, findings.checked().getOrDefault("verdicts", 0L), kinds, findings);
        } catch (KafkaException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
    }

    private Verification() {}
}
