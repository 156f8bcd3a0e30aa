package io.tallyport.port.catalog;

import io.tallyport.contract.CatalogDigest;
import io.tallyport.contract.KafkaClients;
import io.tallyport.contract.Registry;
import io.tallyport.contract.TopicCatalog;
import io.tallyport.contract.WireException;
import io.tallyport.port.topic.TopicScan;
import io.tallyport.wire.CatalogRevisionKind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the last revision from partition 0 of the topic; all partitions hold the same. Ticks outnumber revisions by
 * millions, so it begins where somebody who follows the topic (the read model) stands.
 */
public final class TopicCatalogSource implements CatalogSource {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCatalogSource.class);
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
    private final Supplier<List<StoredCatalog>> past;

    /**
     * A source that reads from the topic what others do not know yet: ticks are in it too, four a second.
     *
     * @param known the last revision that the node knows of
     * @param past all that it knows of
     */
    public TopicCatalogSource(
            KafkaClients kafka, Registry registry, Supplier<Known> known, Supplier<List<StoredCatalog>> past) {
        this.kafka = kafka;
        this.registry = registry;
        this.known = known;
        this.past = past;
    }

    @Override
    public StoredCatalog current() {
        Known start = known.get();
        var last = new StoredCatalog[] {start.catalog()};
        read(start.nextOffset(), revision -> last[0] = revision);
        return last[0];
    }

    @Override
    public void forEach(Consumer<StoredCatalog> reader) {
        Known start = known.get();
        past.get().forEach(reader);
        read(start.nextOffset(), reader);
    }

    private void read(long fromOffset, Consumer<StoredCatalog> reader) {
        var codec = registry.codec(TopicCatalog.CATALOG_REVISIONS);
        try (var scan = new TopicScan(kafka, "tallyport-port-catalog")) {
            scan.toEnd(TopicCatalog.CATALOG_REVISIONS.name(), 0, fromOffset, WITHIN, record -> {
                try {
                    var wire = codec.decode(record.value());
                    if (wire.getKind() == CatalogRevisionKind.REVISION) {
                        CatalogDigest.require(wire);
                        reader.accept(new StoredCatalog(
                                wire.getRevision(), wire.getAuthor(), wire.getTimeMs(), wire.getDocument()));
                    }
                } catch (WireException e) {
                    LOG.warn(
                            "passed over what is no catalog revision at {}-0@{}: {}",
                            record.topic(),
                            record.offset(),
                            e.getMessage());
                }
            });
        }
    }
}
