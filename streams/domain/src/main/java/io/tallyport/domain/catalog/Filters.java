package io.tallyport.domain.catalog;

/** A port of the core: the language in which filters are written. */
@FunctionalInterface
public interface Filters {

    /**
     * The filter that a text means.
     *
     * @throws FilterException saying what is wrong with the text
     */
    Filter compile(String text) throws FilterException;
}
