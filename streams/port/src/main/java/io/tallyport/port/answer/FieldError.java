package io.tallyport.port.answer;

/**
 * One fault of a list.
 *
 * @param index position in the list, from 0
 * @param field the field at fault, as a path; empty when the whole entry is
 * @param code stable UPPER_SNAKE code
 * @param reason a sentence
 */
public record FieldError(int index, String field, String code, String reason) {

    public FieldError {
        field = MisplacedKey.masked(field);
        reason = MisplacedKey.masked(reason);
    }
}
