package io.tallyport.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import io.tallyport.domain.catalog.FilterException;
import java.util.List;

/**
 * Refuses patterns that could take long. RE2 is linear in the text, but counted repeats within repeats make programs of
 * any size, so a pattern is a literal (an event must not bring one) and its program has a limit.
 */
final class MatchPatterns {

    private static final int LARGEST_PROGRAM = 1_000;
    /** What all counts of a pattern may come to, as if each stood within the next: more takes long even to be refused. */
    private static final long LARGEST_PRODUCT = 100_000;

    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?\\}");

    /** Throws if an expression has a call of {@code matches} whose pattern is none of those. */
    static void check(CelAbstractSyntaxTree tree) throws FilterException {
        List<CelExpr> calls = CelNavigableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expression -> expression.exprKind().getKind() == Kind.CALL
                        && expression.call().function().equals("matches"))
                .toList();
        for (CelExpr call : calls) {
            List<CelExpr> arguments = call.call().args();
            check(arguments.get(arguments.size() - 1));
        }
    }

    private static void check(CelExpr pattern) throws FilterException {
        if (pattern.exprKind().getKind() != Kind.CONSTANT
                || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new FilterException("the pattern of matches must be a text in quotes");
        }
        String text = pattern.constant().stringValue();
        try {
            if (product(text) > LARGEST_PRODUCT || Pattern.compile(text).programSize() > LARGEST_PROGRAM) {
                throw new FilterException("the pattern '" + text + "' is too large");
            }
        } catch (PatternSyntaxException e) {
            throw new FilterException("'" + text + "' is no pattern: " + e.getDescription());
        }
    }

    private static long product(String pattern) {
        long product = 1;
        var count = COUNT.matcher(pattern);
        while (count.find() && product <= LARGEST_PRODUCT) {
            String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
            product *= Math.max(1, Long.parseLong(most));
        }
        return product;
    }

    private MatchPatterns() {}
}
