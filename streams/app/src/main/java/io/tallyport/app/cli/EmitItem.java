package io.tallyport.app.cli;

/** What a file holds at one place: an event, or something that is none. */
sealed interface EmitItem {

    /** Line of the file, from 1. */
    long line();

    /**
     * One event.
     *
     * @param line line on which it begins
     * @param json the event as a JSON object
     */
    record Event(long line, String json) implements EmitItem {}

    /**
     * Something that cannot be sent.
     *
     * @param line line on which it begins
     * @param field the field at fault; empty when it is the line as a whole
     * @param reason a sentence
     */
    record Bad(long line, String field, String reason) implements EmitItem {}
}
