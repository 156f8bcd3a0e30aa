package io.tallyport.domain.usage;

/** A payload that cannot become field paths. Names the field and the reason. */
public final class FieldPathException extends IllegalArgumentException {

    private final String field;
    private final String reason;

    public FieldPathException(String field, String reason) {
        super(field + ": " + reason);
        this.field = field;
        this.reason = reason;
    }

    /** Path of the field, for example {@code items.0.price}. */
    public String field() {
        return field;
    }

    /** What is wrong with it. */
    public String reason() {
        return reason;
    }
}
