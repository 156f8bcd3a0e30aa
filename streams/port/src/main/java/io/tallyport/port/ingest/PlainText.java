package io.tallyport.port.ingest;

import java.util.Optional;

/** What a text may consist of so that it can be stored, hashed and printed without surprises. */
final class PlainText {

    /** Why a text cannot be kept exactly: a lone surrogate has no UTF-8 form. Empty if it can. */
    static Optional<String> notEncodable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of("holds half a surrogate pair at character " + i + ", which no UTF-8 text can");
            }
        }
        return Optional.empty();
    }

    /** Why a text is no CloudEvents string: control characters are not allowed. Empty if it is one. */
    static Optional<String> notPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return Optional.of("holds the control character U+" + String.format("%04X", (int) text.charAt(i))
                        + " at character " + i);
            }
        }
        return notEncodable(text);
    }

    private PlainText() {}
}
