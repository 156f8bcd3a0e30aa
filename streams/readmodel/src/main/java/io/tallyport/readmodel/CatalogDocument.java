package io.tallyport.readmodel;

/**
 * One revision of the catalog as it was published.
 *
 * @param revision 1, 2, 3, ...
 * @param base the revision it was made from
 * @param author who applied it
 * @param reason why
 * @param effectiveAtMs in force from this instant, ms since the epoch; 0 = at once
 * @param appliedAtMs when it was applied, ms since the epoch
 * @param format format number of the document
 * @param document the catalog, canonical JSON
 * @param digest SHA-256 of the document, hex
 */
public record CatalogDocument(
        long revision,
        long base,
        String author,
        String reason,
        long effectiveAtMs,
        long appliedAtMs,
        int format,
        String document,
        String digest) {}
