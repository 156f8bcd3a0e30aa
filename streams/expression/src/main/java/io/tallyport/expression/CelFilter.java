package io.tallyport.expression;

import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.FilterException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compiled filter. */
final class CelFilter extends Filter {

    private final CelProgram program;
    private final @Nullable Equality equality;

    CelFilter(String text, CelProgram program, @Nullable Equality equality) {
        super(text);
        this.program = program;
        this.equality = equality;
    }

    @Override
    public boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data)
            throws FilterException {
        return isTrue(program.answer(source, subject, data));
    }

    boolean matches(String source, List<String> subject, Map<String, ? extends @Nullable Object> data, String job)
            throws FilterException {
        return isTrue(program.answer(source, subject, data, job));
    }

    private static boolean isTrue(@Nullable Object answer) throws FilterException {
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
}
