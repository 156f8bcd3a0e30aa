package io.tallyport.domain.catalog;

/**
 * One thing wrong with a catalog document.
 *
 * @param path where, for example {@code plans[2].quotas[0].limit}; empty for the document as a whole
 * @param code stable code: {@code MISSING}, {@code WRONG_TYPE}, {@code UNKNOWN_KEY}, {@code UNKNOWN_NAME}, {@code UNKNOWN_WORD},
 *     {@code BAD_FORM}, {@code DUPLICATE}, {@code OUT_OF_RANGE}, {@code NOT_EXACT}, {@code NOT_ALLOWED} or {@code TOO_MANY}
 * @param reason a sentence for people, with what to do
 */
public record CatalogProblem(String path, String code, String reason) {

    @Override
    public String toString() {
        return (path.isEmpty() ? "document" : path) + ": " + reason + " (" + code + ")";
    }
}
