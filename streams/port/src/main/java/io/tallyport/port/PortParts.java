package io.tallyport.port;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tallyport.client.TallyportClient;
import io.tallyport.readmodel.ReadModel;

/**
 * What the port answers from. All of it answers while Kafka is still away.
 *
 * @param client its view answers checks
 * @param readModel answers questions about the past
 * @param clock the ticker's clock
 * @param health the parts that the port cannot see
 * @param metrics where the whole node counts; scraped by {@code /metrics}
 */
public record PortParts(
        TallyportClient client,
        ReadModel readModel,
        ClockControl clock,
        NodeHealth health,
        PrometheusMeterRegistry metrics) {}
