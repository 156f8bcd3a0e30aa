package io.tallyport.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tallyport.domain.catalog.FilterException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression over an event.
 *
 * @param program the expression
 */
record CelProgram(CelRuntime.Program program) {

    static final String DATA = "data";
    static final String SOURCE = "source";
    static final String SUBJECT = "subject";
    static final String JOB = "job";

    /**
     * What it comes to.
     *
     * @throws FilterException if it has no answer
     */
    @Nullable Object answer(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        return answer(Map.of(DATA, Payload.of(data), SOURCE, source, SUBJECT, subject));
    }

    /** The same where it may ask for the backfill that brought the event; empty if none did. */
    @Nullable Object answer(String source, List<String> subject, Map<String, ? extends @Nullable Object> data, String job)
            throws FilterException {
        return answer(Map.of(DATA, Payload.of(data), SOURCE, source, SUBJECT, subject, JOB, job));
    }

    private @Nullable Object answer(Map<String, Object> variables) throws FilterException {
        try {
            return program.eval(variables);
        } catch (CelEvaluationException e) {
            throw new FilterException(sentence(e));
        }
    }

    /** Without the place in the source, which its readers do not have at hand. */
    private static String sentence(CelEvaluationException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf(": ");
        return message.startsWith("evaluation error") && at >= 0 ? message.substring(at + 2) : message;
    }
}
