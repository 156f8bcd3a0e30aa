package io.tallyport.port.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of the writer.
 *
 * @param tree the document, as {@link CatalogText#tree} gives it
 * @param base the revision that it was made from, which must be the last one; null = whatever is the last one
 * @param dryRun whether only to say what would change
 * @param author who asks
 * @param reason why
 */
public record CatalogChangeRequest(
        @Nullable Object tree, @Nullable Long base, boolean dryRun, String author, String reason) {}
