package io.tallyport.port.catalog;

/** Where the writer finds the revision to build on. */
public interface CatalogSource {

    /** The last committed revision at this moment; {@link StoredCatalog#NONE} if there is none. */
    StoredCatalog current();
}
