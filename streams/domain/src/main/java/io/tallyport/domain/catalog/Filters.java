package io.tallyport.domain.catalog;

/** A port of the core: the language in which filters are written. */
@FunctionalInterface
public interface Filters {

    /** Knows no filter, so that every one is a fault. */
    Filters NONE = text -> {
        throw new FilterException("filters are not read here");
    };

    /**
     * The filter that a text means.
     *
     * @throws FilterException saying what is wrong with the text
     */
    Filter compile(String text) throws FilterException;
}
