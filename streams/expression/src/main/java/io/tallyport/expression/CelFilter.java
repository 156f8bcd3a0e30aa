package io.tallyport.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.FilterException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled filter. */
final class CelFilter extends Filter {

    static final String DATA = "data";
    static final String SOURCE = "source";
    static final String SUBJECT = "subject";
    static final String JOB = "job";

    private final CelRuntime.Program program;
    private final @Nullable Equality equality;

    CelFilter(String text, CelRuntime.Program program, @Nullable Equality equality) {
        super(text);
        this.program = program;
        this.equality = equality;
    }

    @Override
    public boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        return matches(Map.of(DATA, Payload.of(data), SOURCE, source, SUBJECT, subject));
    }

    boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data, String job)
            throws FilterException {
        return matches(Map.of(DATA, Payload.of(data), SOURCE, source, SUBJECT, subject, JOB, job));
    }

    private boolean matches(Map<String, Object> variables) throws FilterException {
        Object answer;
        try {
            answer = program.eval(variables);
        } catch (CelEvaluationException e) {
            throw new FilterException(sentence(e));
        }
        if (answer instanceof Boolean decided) {
            return decided;
        }
        // A field of any type may stand where a boolean must: that shows when it is read.
        throw new FilterException("the answer is no boolean");
    }

    @Override
    public Optional<Equality> equality() {
        return Optional.ofNullable(equality);
    }

    /** Without the place in the source, which its readers do not have at hand. */
    private static String sentence(CelEvaluationException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf(": ");
        return message.startsWith("evaluation error") && at >= 0 ? message.substring(at + 2) : message;
    }
}
