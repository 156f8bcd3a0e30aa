package io.tallyport.client;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of decisions: {@code d-} and 128 random bits. */
final class DecisionIds {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();

    static String next() {
        byte[] bits = new byte[16];
        RANDOM.nextBytes(bits);
        return "d-" + HEX.formatHex(bits);
    }

    private DecisionIds() {}
}
