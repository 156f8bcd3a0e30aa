package io.tallyport.domain.catalog;

/** An expression, of a filter or of a group, that is none, or that has no answer for an event. */
public final class FilterException extends Exception {

    private static final long serialVersionUID = 1;

    /** Says what is wrong, in a few words. It carries no stack trace: it is a verdict, no failure. */
    public FilterException(String reason) {
        super(reason, null, false, false);
    }
}
