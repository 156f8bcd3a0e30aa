package io.tallyport.domain.catalog;

/** A port of the core: the language in which filters, and expressions of groups, are written. */
public interface Filters {

    /**
     * The filter that a text means.
     *
     * @throws FilterException saying what is wrong with the text
     */
    Filter compile(String text) throws FilterException;

    /**
     * What a text parts usage by, under a name.
     *
     * @throws FilterException saying what is wrong with the text
     */
    GroupBy group(String name, String text) throws FilterException;
}
