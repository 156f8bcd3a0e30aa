package io.tallyport.app.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions that nobody else can: open in a partition, and unknown to the coordinator, as a broker that is killed
 * may leave them (decision 0014). Every reader of committed records stands still before one; Kafka leaves it to an
 * operator and {@code kafka-transactions.sh}, whose criterion this is (KIP-664). A broker of one machine has no operator.
 *
 * <p>A transaction that somebody can still end is known to its coordinator from before its first record until after the
 * last marker in each partition. One is ended only if in every look for half a minute it was open from the same
 * offset and unknown: three times as long as our own transactions may last.
 */
public final class HangingTransactions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final long LOOK_SECONDS = 5;
    private static final long HANGING_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Set<TransactionState> OVER = Set.of(
            TransactionState.EMPTY,
            TransactionState.COMPLETE_COMMIT,
            TransactionState.COMPLETE_ABORT,
            TransactionState.UNKNOWN);

    private final Admin admin;
    private final LongSupplier nanos;
    private final Map<Open, Long> firstSeen = new HashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "tallyport-hanging-transactions");
        thread.setDaemon(true);
        return thread;
    });

    /** A transaction that is open in a partition. */
    private record Open(TopicPartition partition, long producerId, int epoch, int coordinatorEpoch, long startOffset) {}

    /**
     * Over some cluster.
     *
     * @param admin closed with this
     * @param nanos as {@link System#nanoTime}
     */
    HangingTransactions(Admin admin, LongSupplier nanos) {
        this.admin = admin;
        this.nanos = nanos;
    }

    /** Looks every few seconds until it is closed. */
    public static HangingTransactions watch(String bootstrapServers) {
        var watch =
                new HangingTransactions(Admin.create(Map.of("bootstrap.servers", bootstrapServers)), System::nanoTime);
        var unused =
                watch.looks.scheduleWithFixedDelay(watch::lookSafely, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return watch;
    }

    private void lookSafely() {
        try {
            look();
        } catch (ExecutionException | KafkaException e) {
            // The broker is starting or away. A gap in the looks proves nothing, so they begin anew.
            firstSeen.clear();
            LOG.debug("could not look for hanging transactions: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once; returns how many partitions it freed. */
    int look() throws ExecutionException, InterruptedException {
        // In this order: what ends in between is still open here and no longer known there, and gone in the next look.
        Set<Open> open = open();
        Set<Open> unknown = unknown(open);
        firstSeen.keySet().retainAll(unknown);
        var hanging = new ArrayList<Open>();
        for (Open each : unknown) {
            Long since = firstSeen.putIfAbsent(each, nanos.getAsLong());
            if (since != null && nanos.getAsLong() - since >= HANGING_NANOS) {
                hanging.add(each);
            }
        }
        for (Open each : hanging) {
            LOG.warn(
                    "ends a transaction that its coordinator does not know: {} from offset {}, producer {} epoch {}",
                    each.partition,
                    each.startOffset,
                    each.producerId,
                    each.epoch);
            admin.abortTransaction(new AbortTransactionSpec(
                            each.partition, each.producerId, (short) each.epoch, each.coordinatorEpoch))
                    .all()
                    .get();
            firstSeen.remove(each);
        }
        return hanging.size();
    }

    private Set<Open> open() throws ExecutionException, InterruptedException {
        var topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get();
        var partitions = new ArrayList<TopicPartition>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        var open = new HashSet<Open>();
        admin.describeProducers(partitions).all().get().forEach((partition, state) -> {
            for (ProducerState producer : state.activeProducers()) {
                producer.currentTransactionStartOffset()
                        .ifPresent(start -> open.add(new Open(
                                partition,
                                producer.producerId(),
                                producer.producerEpoch(),
                                Math.max(0, producer.coordinatorEpoch().orElse(0)),
                                start)));
            }
        });
        return open;
    }

    private Set<Open> unknown(Set<Open> open) throws ExecutionException, InterruptedException {
        if (open.isEmpty()) {
            return Set.of();
        }
        List<String> running = admin.listTransactions().all().get().stream()
                .filter(transaction -> !OVER.contains(transaction.state()))
                .map(TransactionListing::transactionalId)
                .toList();
        var known = new HashMap<Long, Set<TopicPartition>>();
        admin.describeTransactions(running)
                .all()
                .get()
                .values()
                .forEach(transaction -> known.computeIfAbsent(transaction.producerId(), id -> new HashSet<>())
                        .addAll(transaction.topicPartitions()));
        var unknown = new HashSet<Open>();
        for (Open each : open) {
            if (!known.getOrDefault(each.producerId, Set.of()).contains(each.partition)) {
                unknown.add(each);
            }
        }
        return unknown;
    }

    /** Ends the looks and waits for the last one. */
    @Override
    public void close() {
        looks.shutdownNow();
        admin.close();
    }
}
