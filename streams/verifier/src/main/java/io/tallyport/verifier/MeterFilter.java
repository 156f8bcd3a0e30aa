package io.tallyport.verifier;

import com.google.protobuf.NullValue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.tallyport.wire.UsageEventV1;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which events a meter counts, in CEL: each filter is asked by itself, of a payload that was nested before. */
final class MeterFilter {

    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS)
            .addVar("data", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addVar("source", SimpleType.STRING)
            .addVar("subject", ListType.create(SimpleType.STRING))
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final CelRuntime.@Nullable Program program;

    private MeterFilter(CelRuntime.@Nullable Program program) {
        this.program = program;
    }

    /**
     * The filter of a text; an empty one takes all.
     *
     * @throws IllegalArgumentException if it is none
     */
    static MeterFilter of(String text) {
        try {
            return new MeterFilter(text.isEmpty() ? null : program(text));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("'" + text + "' is no filter", e);
        }
    }

    /** What a text means, of whatever type. */
    static CelRuntime.Program program(String text) throws CelValidationException, CelEvaluationException {
        return RUNTIME.createProgram(COMPILER.compile(text).getAst());
    }

    /** Whether the meter counts an event; empty if that cannot be said of it. */
    Optional<Boolean> takes(UsageEventV1 event) {
        if (program == null) {
            return Optional.of(true);
        }
        try {
            Object answer = program.eval(inputs(event));
            return answer instanceof Boolean decided ? Optional.of(decided) : Optional.empty();
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    /** What an expression sees of an event. */
    static Map<String, Object> inputs(UsageEventV1 event) {
        return Map.of(
                "data", nested(event), "source", event.getSource(), "subject", List.copyOf(event.getSubjectPath()));
    }

    /** A field that is a value has no fields: what lies below it is not seen. */
    private static Map<String, Object> nested(UsageEventV1 event) {
        var root = new HashMap<String, Object>();
        // In this order a field comes before those below it.
        new TreeMap<>(Quantities.valuesOf(event)).forEach((path, value) -> {
            Map<String, Object> at = root;
            String[] names = path.split("\\.", -1);
            for (int i = 0; i < names.length - 1 && at != null; i++) {
                at = below(at, names[i]);
            }
            if (at != null) {
                at.put(names[names.length - 1], plain(value));
            }
        });
        return root;
    }

    @SuppressWarnings("unchecked") // only this method makes maps
    private static @Nullable Map<String, Object> below(Map<String, Object> at, String name) {
        return at.computeIfAbsent(name, n -> new HashMap<String, Object>()) instanceof Map<?, ?> map
                ? (Map<String, Object>) map
                : null;
    }

    private static Object plain(Object value) {
        if (value == Quantities.NOTHING) {
            return NullValue.NULL_VALUE;
        }
        if (!(value instanceof BigDecimal number)) {
            return value;
        }
        boolean whole = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        return whole && number.toBigInteger().bitLength() < Long.SIZE
                ? (Object) number.longValue()
                : number.doubleValue();
    }
}
