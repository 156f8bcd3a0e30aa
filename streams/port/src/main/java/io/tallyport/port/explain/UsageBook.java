package io.tallyport.port.explain;

import io.tallyport.port.catalog.StoredCatalog;
import io.tallyport.readmodel.Reading;
import io.tallyport.readmodel.ReadingFilter;
import java.util.List;
import java.util.Optional;

/** What is known of usage and of the catalogs that counted it, beside the events themselves. */
public interface UsageBook {

    /** The readings of a license that fit. */
    List<Reading> readings(String license, ReadingFilter filter);

    /** A revision of the catalog. */
    Optional<StoredCatalog> revision(long revision);

    /** All revisions, newest first. */
    List<StoredCatalog> revisions();

    /** Waits, for a moment at most, until a record is known here. */
    void awaitRead(String topic, int partition, long offset);
}
