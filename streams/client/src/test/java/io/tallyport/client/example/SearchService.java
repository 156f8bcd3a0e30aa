package io.tallyport.client.example;

import io.tallyport.client.ClientConfig;
import io.tallyport.client.EmitReceipt;
import io.tallyport.client.TallyportClient;
import io.tallyport.client.UsageReport;
import io.tallyport.contract.KafkaClients;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A product: it asks before it works, and reports what it did. */
public final class SearchService implements AutoCloseable {

    private final TallyportClient tallyport;

    public SearchService(String bootstrapServers, String schemaRegistry, Path viewFolder) throws IOException {
        var kafka = KafkaClients.to(bootstrapServers, Map.of());
        tallyport = TallyportClient.open(
                ClientConfig.of(kafka, schemaRegistry, "search-1").withFolder(viewFolder));
        tallyport.view().onChange(change -> System.out.println("changed: " + change.license()));
    }

    /** Searches and reports it; the receipt comes when the event is durable. Empty: the license may not. */
    public Optional<CompletableFuture<EmitReceipt>> search(String license, String words) {
        var answer = tallyport.checks().check(license, "api", "search-1");
        if (!answer.isAllowed()) {
            System.out.println(answer.decision().detail());
            return Optional.empty();
        }
        // ... the search itself ...
        var report = UsageReport.of(license, "api.call").source("acme/web").data(Map.of("words", words));
        return Optional.of(tallyport.emitter().emit(report.build()));
    }

    @Override
    public void close() {
        tallyport.close();
    }
}
