package io.tallyport.port.explain;

import java.math.BigDecimal;

/** Numbers as statements write them: in plain digits, without trailing zeros. */
final class PlainNumber {

    static String text(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    private PlainNumber() {}
}
