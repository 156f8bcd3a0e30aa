package io.tallyport.port.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of the writer.
 *
 * @param tree the document, as {@link CatalogText#tree} gives it
 * @param base the revision that it was made from, which must be the last one; null = whatever is the last one
 * @param author who asks
 * @param reason why
 * @param rollbackTo the earlier revision whose document it is; null if it is somebody's own
 */
public record CatalogChangeRequest(
        @Nullable Object tree,
        @Nullable Long base,
        String author,
        String reason,
        @Nullable Long rollbackTo) {

    /** A document of somebody's own. */
    public CatalogChangeRequest(@Nullable Object tree, @Nullable Long base, String author, String reason) {
        this(tree, base, author, reason, null);
    }
}
