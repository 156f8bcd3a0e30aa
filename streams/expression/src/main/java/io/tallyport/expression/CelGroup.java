package io.tallyport.expression;

import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.GroupBy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled expression by which a meter parts its usage. */
final class CelGroup extends GroupBy {

    private final CelProgram program;

    CelGroup(String name, String text, CelProgram program) {
        super(name, text);
        this.program = program;
    }

    @Override
    public Object valueOf(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        Object answer = program.answer(source, subject, data);
        if (answer instanceof String || answer instanceof Boolean || answer instanceof Long) {
            return answer;
        }
        if (answer instanceof Number number && !(number instanceof Double d && !Double.isFinite(d))) {
            return new BigDecimal(number.toString());
        }
        // What a field holds shows only when it is read.
        throw new FilterException("the answer is no text, number or truth value");
    }
}
