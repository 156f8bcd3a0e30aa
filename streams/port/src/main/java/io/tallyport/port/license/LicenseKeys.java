package io.tallyport.port.license;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes license ids and license keys, and hashes keys. A key is shown once and kept nowhere; topics, stores and logs
 * hold {@code HMAC-SHA256(pepper, key)} alone.
 */
public final class LicenseKeys {

    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String UPPER = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
    private static final int ID_CHARS = 26;
    private static final int KEY_CHARS = 32;
    private static final int KEY_GROUP = 5;
    private static final int PEPPER_BYTES_MIN = 16;

    private final SecretKeySpec pepper;
    private final SecureRandom random = new SecureRandom();

    /** @param pepper secret of the installation, at least 16 bytes, the same on every node */
    public LicenseKeys(byte[] pepper) {
        if (pepper.length < PEPPER_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "pepper: needs at least " + PEPPER_BYTES_MIN + " bytes, has " + pepper.length);
        }
        this.pepper = new SecretKeySpec(pepper, "HmacSHA256");
    }

    /** A new license id: {@code lic-} and 130 random bits. */
    public String newId() {
        return "lic-" + base32(randomBytes(), ID_CHARS, LOWER);
    }

    /** The license id that a command creates, the same each time the command is sent again. */
    public String idOf(String commandId) {
        return "lic-" + base32(hmac("license-id\n" + commandId), ID_CHARS, LOWER);
    }

    /** A new license key: 160 random bits, in groups. */
    public String newKey() {
        String symbols = base32(randomBytes(), KEY_CHARS, UPPER);
        var key = new StringBuilder("tk_");
        for (int i = 0; i < symbols.length(); i++) {
            if (i > 0 && i % KEY_GROUP == 0) {
                key.append('-');
            }
            key.append(symbols.charAt(i));
        }
        return key.toString();
    }

    /** The keyed hash of a license key, 64 hexadecimal digits. */
    public String hash(String key) {
        return HexFormat.of().formatHex(hmac(key));
    }

    private byte[] hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(pepper);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private byte[] randomBytes() {
        var bytes = new byte[20];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String base32(byte[] bytes, int chars, String alphabet) {
        var text = new StringBuilder(chars);
        int bit = 0;
        for (int i = 0; i < chars; i++, bit += 5) {
            int pair = (bytes[bit / 8] & 0xFF) << 8 | (bit / 8 + 1 < bytes.length ? bytes[bit / 8 + 1] & 0xFF : 0);
            text.append(alphabet.charAt(pair >> (11 - bit % 8) & 31));
        }
        return text.toString();
    }
}
