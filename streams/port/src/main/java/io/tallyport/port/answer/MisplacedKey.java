package io.tallyport.port.answer;

import java.util.regex.Pattern;

/**
 * A license key where none belongs. Keys are secrets that only the attribute {@code licensekey} of an event takes; in
 * any other place one would be stored, logged or said back, so what comes in is refused and what goes out is masked.
 */
public final class MisplacedKey {

    /** Stable code of the refusal. */
    public static final String CODE = "LICENSE_KEY_MISPLACED";

    /** What to do about it. */
    public static final String REASON =
            "holds a license key, which belongs into the attribute licensekey of an event only and is never stored";

    private static final String PREFIX = "tk_";

    /** Half a key is a secret, too. */
    private static final Pattern KEY =
            Pattern.compile("tk_[A-Za-z0-9]{5}(?:-?[A-Za-z0-9]{5}){2,}(?:-?[A-Za-z0-9]{1,4})?");

    /** Whether a text holds one. */
    public static boolean isIn(String text) {
        return text.contains(PREFIX) && KEY.matcher(text).find();
    }

    /** The text with its keys made unreadable. */
    static String masked(String text) {
        return text.contains(PREFIX) ? KEY.matcher(text).replaceAll("tk_***") : text;
    }

    private MisplacedKey() {}
}
