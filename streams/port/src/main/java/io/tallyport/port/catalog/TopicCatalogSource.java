package io.tallyport.port.catalog;

import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.port.topic.TopicScan;
import io.tallyport.wire.CatalogRevisionKind;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reads the last revision from partition 0 of the topic; all partitions hold the same. Ticks outnumber revisions by
 * millions, so it begins where somebody who follows the topic (the read model) stands.
 */
public final class TopicCatalogSource implements CatalogSource {

    private static final Duration WITHIN = Duration.ofSeconds(30);

    /**
     * A revision and how far the topic was read to know that it is the last.
     *
     * @param nextOffset offset in partition 0 of the first record not read
     */
    public record Known(StoredCatalog catalog, long nextOffset) {}

    private final KafkaClients kafka;
    private final Registry registry;
    private final Supplier<Known> known;

    public TopicCatalogSource(KafkaClients kafka, Registry registry, Supplier<Known> known) {
        this.kafka = kafka;
        this.registry = registry;
        this.known = known;
    }

    @Override
    public StoredCatalog current() {
        Known start = known.get();
        var last = new StoredCatalog[] {start.catalog()};
        var codec = registry.codec(TopicCatalog.CATALOG_REVISIONS);
        try (var scan = new TopicScan(kafka, "tallyport-port-catalog")) {
            scan.toEnd(TopicCatalog.CATALOG_REVISIONS.name(), 0, start.nextOffset(), WITHIN, record -> {
                try {
                    var wire = codec.decode(record.value());
                    if (wire.getKind() == CatalogRevisionKind.REVISION) {
                        last[0] = new StoredCatalog(
                                wire.getRevision(), wire.getAuthor(), wire.getTimeMs(), wire.getDocument());
                    }
                } catch (WireException e) {
                    throw new IllegalStateException(
                            "the catalog topic holds something else at offset " + record.offset(), e);
                }
            });
        }
        return last[0];
    }
}
