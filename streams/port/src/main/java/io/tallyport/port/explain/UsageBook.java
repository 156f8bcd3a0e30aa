package io.tallyport.port.explain;

import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of usage, of the catalogs that counted it and of whom it is, beside the events themselves. */
public interface UsageBook {

    /** The readings of a license that fit. */
    List<Reading> readings(String license, ReadingFilter filter);

    /** A revision of the catalog. */
    Optional<StoredCatalog> revision(long revision);

    /** All revisions, newest first. */
    List<StoredCatalog> revisions();

    /** The ids of licenses behind {@code after} in their order; from the first for null. */
    List<String> licenses(@Nullable String after, int limit);

    /** Waits, for a moment at most, until a record is known here. */
    void awaitRead(String topic, int partition, long offset);
}
