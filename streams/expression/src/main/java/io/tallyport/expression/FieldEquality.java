package io.tallyport.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import io.tallyport.domain.catalog.Filter.Equality;
import org.jspecify.annotations.Nullable;

/** Finds out whether an expression asks for nothing but whether one field is one text. */
final class FieldEquality {

    private static final String EQUALS = "_==_";
    private static final String INDEX = "_[_]";

    /** The field and the text; null if the expression is anything else. */
    static @Nullable Equality of(CelExpr expression) {
        if (!isCall(expression, EQUALS)) {
            return null;
        }
        CelExpr left = expression.call().args().get(0);
        CelExpr right = expression.call().args().get(1);
        String leftText = text(left);
        String path = path(leftText == null ? left : right);
        String text = leftText == null ? text(right) : leftText;
        return path == null || path.isEmpty() || text == null ? null : new Equality(path, text);
    }

    /** The field path of {@code data.a.b} or {@code data['a'].b}; empty for data itself, null for anything else. */
    private static @Nullable String path(CelExpr expression) {
        if (expression.exprKind().getKind() == Kind.IDENT) {
            return expression.ident().name().equals(CelProgram.DATA) ? "" : null;
        }
        if (expression.exprKind().getKind() == Kind.SELECT
                && !expression.select().testOnly()) {
            return under(
                    path(expression.select().operand()), expression.select().field());
        }
        return isCall(expression, INDEX)
                ? under(
                        path(expression.call().args().get(0)),
                        text(expression.call().args().get(1)))
                : null;
    }

    private static @Nullable String under(@Nullable String path, @Nullable String field) {
        if (path == null || field == null || field.indexOf('.') >= 0) {
            return null;
        }
        return path.isEmpty() ? field : path + "." + field;
    }

    private static boolean isCall(CelExpr expression, String function) {
        return expression.exprKind().getKind() == Kind.CALL
                && expression.call().function().equals(function);
    }

    private static @Nullable String text(CelExpr expression) {
        return expression.exprKind().getKind() == Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? expression.constant().stringValue()
                : null;
    }

    private FieldEquality() {}
}
