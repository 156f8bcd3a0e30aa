package io.tallyport.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
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
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.Filters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Filters written in CEL (Common Expression Language, github.com/google/cel-spec). An expression sees {@code data} (the
 * payload), {@code source} and {@code subject} (a list, outermost first) and is a boolean. Of the macros it has {@code has}
 * alone, and patterns are literals of a bounded size: no expression takes longer than linear time. Thread-safe.
 */
public final class CelFilters implements Filters {

    /** Compiling takes milliseconds, in the stream thread when a catalog is adopted: each text once for all tasks. */
    private static final int MOST_KEPT = 2_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(1_000)
            .maxParseRecursionDepth(50)
            .build();

    /** The one language of all catalogs. */
    public static final Filters CEL = new CelFilters(false);

    /** The same for the question which events are meant: what brought them can be asked for, too. */
    static final CelFilters OF_EVENTS = new CelFilters(true);

    private final CelCompiler compiler;
    private final CelRuntime runtime =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    /** Those used last, by text; guarded by itself. */
    private final Map<String, Filter> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Filter> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private CelFilters(boolean ofEvents) {
        var variables = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.HAS)
                .addVar(CelFilter.DATA, MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar(CelFilter.SOURCE, SimpleType.STRING)
                .addVar(CelFilter.SUBJECT, ListType.create(SimpleType.STRING));
        if (ofEvents) {
            variables.addVar(CelFilter.JOB, SimpleType.STRING);
        }
        compiler = variables.setResultType(SimpleType.BOOL).build();
    }

    @Override
    public Filter compile(String text) throws FilterException {
        synchronized (kept) {
            Filter known = kept.get(text);
            if (known == null) {
                known = compiled(text);
                kept.put(text, known);
            }
            return known;
        }
    }

    CelFilter compiled(String text) throws FilterException {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            MatchPatterns.check(tree);
            return new CelFilter(text, runtime.createProgram(tree), FieldEquality.of(tree.getExpr()));
        } catch (CelValidationException e) {
            throw new FilterException(
                    e.getErrors().stream().map(CelFilters::sentence).collect(Collectors.joining("; ")));
        } catch (CelEvaluationException e) {
            throw new FilterException(String.valueOf(e.getMessage()));
        }
    }

    private static String sentence(CelIssue issue) {
        return issue.getMessage() + " (at character "
                + (issue.getSourceLocation().getColumn() + 1) + ")";
    }
}
