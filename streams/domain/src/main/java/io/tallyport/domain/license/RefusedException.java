package io.tallyport.domain.license;

/** What a command asks for is refused; nothing has changed. Has no stack, for it is an answer and no fault. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final LicenseRefusal refusal;
    private final String field;

    /**
     * @param field the field at fault; empty if none
     * @param detail a sentence
     */
    RefusedException(LicenseRefusal refusal, String field, String detail) {
        super(detail, null, false, false);
        this.refusal = refusal;
        this.field = field;
    }

    LicenseRefusal refusal() {
        return refusal;
    }

    String field() {
        return field;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
