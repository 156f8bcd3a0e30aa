package io.tallyport.client;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tallyport.contract.KafkaClients;
import io.tallyport.domain.entitlement.ViewTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a client reaches an installation, and who it is.
 *
 * @param kafka the cluster
 * @param registryUrl base URL of the schema registry
 * @param registrySettings passed through to its client (authentication, TLS)
 * @param name who this client is: the default source of its events, and the prefix of its threads and Kafka clients
 * @param folder where the view is kept over restarts; null = in memory only
 * @param meters where it counts
 * @param wallMs clock for event times that callers leave out and for the age of the view, ms since the epoch
 * @param freshFor an older view is stale, and failure policies decide
 */
public record ClientConfig(
        KafkaClients kafka,
        String registryUrl,
        Map<String, ?> registrySettings,
        String name,
        @Nullable Path folder,
        MeterRegistry meters,
        LongSupplier wallMs,
        Duration freshFor) {

    public ClientConfig {
        registrySettings = Map.copyOf(registrySettings);
        if (name.isBlank() || name.length() > 256) {
            throw new IllegalArgumentException("name: must have 1 to 256 characters, has " + name.length());
        }
        if (freshFor.isZero() || freshFor.isNegative()) {
            throw new IllegalArgumentException("freshFor: must be above 0, is " + freshFor);
        }
    }

    /** With the system's clock, a registry of meters of its own, no folder, and the default freshness. */
    public static ClientConfig of(KafkaClients kafka, String registryUrl, String name) {
        return new ClientConfig(
                kafka,
                registryUrl,
                Map.of(),
                name,
                null,
                new SimpleMeterRegistry(),
                System::currentTimeMillis,
                Duration.ofMillis(ViewTime.FRESH_FOR_MS));
    }

    /** The same, with the view kept in a folder. */
    public ClientConfig withFolder(Path viewFolder) {
        return new ClientConfig(kafka, registryUrl, registrySettings, name, viewFolder, meters, wallMs, freshFor);
    }

    /** The same, counting somewhere else. */
    public ClientConfig withMeters(MeterRegistry registry) {
        return new ClientConfig(kafka, registryUrl, registrySettings, name, folder, registry, wallMs, freshFor);
    }

    /** The same, with another clock. */
    public ClientConfig withClock(LongSupplier clockMs) {
        return new ClientConfig(kafka, registryUrl, registrySettings, name, folder, meters, clockMs, freshFor);
    }

    /** The same, with settings for the registry's client. */
    public ClientConfig withRegistrySettings(Map<String, ?> settings) {
        return new ClientConfig(kafka, registryUrl, settings, name, folder, meters, wallMs, freshFor);
    }
}
