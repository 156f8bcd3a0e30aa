package io.tallyport.app.demo.topic;

import io.tallyport.app.demo.DemoWitness;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireCodec;
import io.tallyport.contract.WireException;
import io.tallyport.wire.AnomalyAlertStatus;
import io.tallyport.wire.AnomalyAlertV1;
import io.tallyport.wire.MeterReadingV1;
import io.tallyport.wire.QuotaAlertKind;
import io.tallyport.wire.QuotaAlertStatus;
import io.tallyport.wire.QuotaAlertV1;
import io.tallyport.wire.UsageReadingV1;
import io.tallyport.wire.UsageVerdictV1;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Follows verdicts, readings and alerts from their beginning, committed records only, on a thread of its own. */
public final class TopicWitness implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final List<String> TOPICS = List.of(
            TopicCatalog.USAGE_VERDICTS.name(),
            TopicCatalog.USAGE_READINGS.name(),
            TopicCatalog.QUOTA_ALERTS.name(),
            TopicCatalog.ANOMALY_ALERTS.name());

    private final DemoWitness witness;
    private final Consumer<byte[], byte[]> consumer;
    private final WireCodec<UsageVerdictV1> verdicts;
    private final WireCodec<UsageReadingV1> readings;
    private final WireCodec<QuotaAlertV1> quotas;
    private final WireCodec<AnomalyAlertV1> anomalies;
    private final Thread thread = new Thread(this::follow, "demo-witness");
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private TopicWitness(KafkaClients kafka, Registry registry, DemoWitness witness) {
        this.witness = witness;
        this.consumer = kafka.consumer("demo-witness");
        this.verdicts = registry.codec(TopicCatalog.USAGE_VERDICTS);
        this.readings = registry.codec(TopicCatalog.USAGE_READINGS);
        this.quotas = registry.codec(TopicCatalog.QUOTA_ALERTS);
        this.anomalies = registry.codec(TopicCatalog.ANOMALY_ALERTS);
    }

    /** Begins to follow. */
    public static TopicWitness start(KafkaClients kafka, Registry registry, DemoWitness witness) {
        var follower = new TopicWitness(kafka, registry, witness);
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : TOPICS) {
            follower.consumer
                    .partitionsFor(topic)
                    .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        follower.consumer.assign(partitions);
        follower.consumer.seekToBeginning(partitions);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    /** Why it stopped; null while it runs. */
    public @Nullable Exception failure() {
        return failure.get();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record);
                }
            }
        } catch (WakeupException e) {
            // Asked to stop.
        } catch (WireException | RuntimeException e) {
            failure.set(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws WireException {
        String topic = record.topic();
        if (topic.equals(TopicCatalog.USAGE_VERDICTS.name())) {
            take(verdicts.decode(record.value()));
        } else if (topic.equals(TopicCatalog.USAGE_READINGS.name())) {
            take(readings.decode(record.value()));
        } else if (topic.equals(TopicCatalog.QUOTA_ALERTS.name())) {
            take(quotas.decode(record.value()));
        } else {
            take(anomalies.decode(record.value()));
        }
    }

    private void take(UsageVerdictV1 verdict) {
        if (verdict.getTopic().equals(TopicCatalog.USAGE_EVENTS.name())) {
            witness.verdict(
                    verdict.getKind().name(), verdict.getPartition(), verdict.getFirstOffset(), verdict.getCount());
        }
    }

    private void take(UsageReadingV1 reading) {
        for (MeterReadingV1 value : reading.getValues()) {
            if (value.getWindow().equals("MONTH")) {
                witness.month(
                        reading.getLicense(),
                        reading.getVersion(),
                        value.getMeter(),
                        value.getFromMs(),
                        new BigDecimal(value.getValue()));
            }
        }
    }

    private void take(QuotaAlertV1 alert) {
        if (alert.getKind() == QuotaAlertKind.BREACH
                && alert.getStatus() == QuotaAlertStatus.OPENED
                && alert.getHard()) {
            witness.breach(alert.getLicense() + "/" + alert.getAlertId());
        }
    }

    private void take(AnomalyAlertV1 alert) {
        if (alert.getStatus() == AnomalyAlertStatus.OPENED) {
            witness.anomaly(alert.getAlertId(), alert.getLicense(), alert.getDetector(), alert.getDetail());
        }
    }
}
