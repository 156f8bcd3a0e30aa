package io.tallyport.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.tallyport.domain.catalog.Filter;
import io.tallyport.domain.catalog.FilterException;
import io.tallyport.domain.catalog.Filters;
import io.tallyport.domain.catalog.GroupBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Filters, and groups, written in CEL (Common Expression Language, github.com/google/cel-spec). An expression sees
 * {@code data} (the payload), {@code source} and {@code subject} (a list, outermost first). That of a filter is a boolean,
 * that of a group a text, a number or a boolean. Of the macros it has {@code has}
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

    /** What a group can be named after; a field of any type may come to one of them. */
    private static final Set<CelType> OF_GROUPS = Set.of(
            SimpleType.STRING, SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.BOOL, SimpleType.DYN);

    /** The one language of all catalogs. */
    public static final Filters CEL = new CelFilters(false);

    /** The same for the question which events are meant: what brought them can be asked for, too. */
    static final CelFilters OF_EVENTS = new CelFilters(true);

    private final CelCompiler ofFilters;
    private final CelCompiler ofGroups = builder().build();
    private final CelRuntime runtime =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    private final Map<String, Filter> filters = new Kept<>();
    private final Map<List<String>, GroupBy> groups = new Kept<>();

    /** Those used last; guarded by itself. */
    private static final class Kept<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Kept() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST_KEPT;
        }
    }

    private CelFilters(boolean ofEvents) {
        CelCompilerBuilder variables = builder();
        ofFilters = (ofEvents ? variables.addVar(CelProgram.JOB, SimpleType.STRING) : variables)
                .setResultType(SimpleType.BOOL)
                .build();
    }

    private static CelCompilerBuilder builder() {
        return CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.HAS)
                .addVar(CelProgram.DATA, MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar(CelProgram.SOURCE, SimpleType.STRING)
                .addVar(CelProgram.SUBJECT, ListType.create(SimpleType.STRING));
    }

    @Override
    public Filter compile(String text) throws FilterException {
        synchronized (filters) {
            Filter known = filters.get(text);
            if (known == null) {
                known = compiled(text);
                filters.put(text, known);
            }
            return known;
        }
    }

    @Override
    public GroupBy group(String name, String text) throws FilterException {
        var key = List.of(name, text);
        synchronized (groups) {
            GroupBy known = groups.get(key);
            if (known == null) {
                CelAbstractSyntaxTree tree = tree(ofGroups, text);
                if (!OF_GROUPS.contains(tree.getResultType())) {
                    throw new FilterException("it must be a text, a number or a truth value, and is "
                            + CelTypes.format(tree.getResultType()));
                }
                known = new CelGroup(name, text, program(tree));
                groups.put(key, known);
            }
            return known;
        }
    }

    CelFilter compiled(String text) throws FilterException {
        CelAbstractSyntaxTree tree = tree(ofFilters, text);
        return new CelFilter(text, program(tree), FieldEquality.of(tree.getExpr()));
    }

    private static CelAbstractSyntaxTree tree(CelCompiler compiler, String text) throws FilterException {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            MatchPatterns.check(tree);
            return tree;
        } catch (CelValidationException e) {
            throw new FilterException(
                    e.getErrors().stream().map(CelFilters::sentence).collect(Collectors.joining("; ")));
        }
    }

    private CelProgram program(CelAbstractSyntaxTree tree) throws FilterException {
        try {
            return new CelProgram(runtime.createProgram(tree));
        } catch (CelEvaluationException e) {
            throw new FilterException(String.valueOf(e.getMessage()));
        }
    }

    private static String sentence(CelIssue issue) {
        return issue.getMessage() + " (at character "
                + (issue.getSourceLocation().getColumn() + 1) + ")";
    }
}
