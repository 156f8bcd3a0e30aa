package io.tallyport.port.catalog;

import java.util.function.Consumer;

/** Where the writer finds the revision to build on. */
public interface CatalogSource {

    /** The last committed revision at this moment; {@link StoredCatalog#NONE} if there is none. */
    StoredCatalog current();

    /** Every committed revision from the first on. */
    void forEach(Consumer<StoredCatalog> reader);
}
