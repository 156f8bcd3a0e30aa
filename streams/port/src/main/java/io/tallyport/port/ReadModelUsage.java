package io.tallyport.port;

import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.port.explain.UsageBook;
import io.tallyport.readmodel.LicenseSummary;
import io.tallyport.readmodel.ReadModel;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage and catalogs as the read model knows them. */
record ReadModelUsage(ReadModel readModel) implements UsageBook {

    /** As many as the read model gives at once. */
    private static final int REVISIONS_KNOWN = 10_000;

    private static final Duration READ_WITHIN = Duration.ofSeconds(5);

    @Override
    public List<Reading> readings(String license, ReadingFilter filter) {
        return readModel.readings(license, filter).value();
    }

    @Override
    public Optional<StoredCatalog> revision(long revision) {
        return readModel.catalogRevision(revision).value().map(StoredCatalog::of);
    }

    @Override
    public List<StoredCatalog> revisions() {
        return readModel.catalogRevisions(REVISIONS_KNOWN).value().stream()
                .map(StoredCatalog::of)
                .toList();
    }

    @Override
    public List<String> licenses(@Nullable String after, int limit) {
        return readModel.licenses(after, limit).value().stream()
                .map(LicenseSummary::license)
                .toList();
    }

    @Override
    public void awaitRead(String topic, int partition, long offset) {
        try {
            var unused = readModel.awaitOffset(topic, partition, offset, READ_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
