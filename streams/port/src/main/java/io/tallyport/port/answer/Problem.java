package io.tallyport.port.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 9457 problem.
 *
 * @param status HTTP status
 * @param code stable UPPER_SNAKE code
 * @param title a few words for people, the same for every problem of a code
 * @param detail a sentence about this occurrence
 * @param field the field at fault; null if none
 * @param errors one entry per fault of a list, at most {@value #ERRORS_MAX}; empty if there is but one
 * @param retryAfterSeconds when to try again; 0 = no use in that
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        @Nullable String field,
        List<FieldError> errors,
        int retryAfterSeconds) {

    /** Media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** More faults than these are not listed. */
    public static final int ERRORS_MAX = 100;

    public Problem {
        detail = MisplacedKey.masked(detail);
        field = field == null ? null : MisplacedKey.masked(field);
        errors = errors.size() > ERRORS_MAX ? List.copyOf(errors.subList(0, ERRORS_MAX)) : List.copyOf(errors);
    }

    /** A problem without a field; its title follows from the code. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, titleOf(code), detail, null, List.of(), 0);
    }

    /** Bad input: names the field and the reason. */
    public static Problem badInput(String code, String field, String detail) {
        return new Problem(400, code, titleOf(code), detail, field, List.of(), 0);
    }

    /** Bad input with several faults. */
    public static Problem badInput(String code, String detail, List<FieldError> errors) {
        return new Problem(400, code, titleOf(code), detail, null, errors, 0);
    }

    /** The command was refused by the license's or catalog's rules. */
    public static Problem refused(String code, @Nullable String field, String detail) {
        return new Problem(409, code, titleOf(code), detail, field, List.of(), 0);
    }

    /** Something that the answer needs is not up yet or not reachable. */
    public static Problem unavailable(String code, String detail) {
        return new Problem(503, code, titleOf(code), detail, null, List.of(), 1);
    }

    /** As an exception, to leave a handler with. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** As an exception that keeps what caused it. */
    public ProblemException asException(Throwable cause) {
        return new ProblemException(this, cause);
    }

    private static String titleOf(String code) {
        String words = code.replace('_', ' ').toLowerCase(java.util.Locale.ROOT);
        return words.isEmpty() ? "problem" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
