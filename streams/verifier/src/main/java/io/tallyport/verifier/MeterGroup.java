package io.tallyport.verifier;

import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what a meter parts its usage: a field, or an expression in CEL with a name.
 *
 * @param name what stands before the value in the name of a group
 * @param program the expression; null for a field
 */
record MeterGroup(String name, CelRuntime.@Nullable Program program) {

    /** The field of a path. */
    static MeterGroup field(String path) {
        return new MeterGroup(path, null);
    }

    /**
     * An expression.
     *
     * @throws IllegalArgumentException if it is none
     */
    static MeterGroup expression(String name, String text) {
        try {
            return new MeterGroup(name, MeterFilter.program(text));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("'" + text + "' is no expression", e);
        }
    }

    /** The value of an event: text, a truth value or a number, or {@link Quantities#NOTHING}; empty if there is no answer. */
    Optional<Object> valueOf(UsageEventV1 event) {
        if (program == null) {
            return Optional.of(Quantities.valuesOf(event).getOrDefault(name, Quantities.NOTHING));
        }
        try {
            return Optional.ofNullable(plain(program.eval(MeterFilter.inputs(event))));
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Object plain(Object answer) {
        if (answer instanceof String || answer instanceof Boolean) {
            return answer;
        }
        try {
            // Infinity and what is no number have no digits.
            return answer instanceof Number ? new BigDecimal(answer.toString()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
