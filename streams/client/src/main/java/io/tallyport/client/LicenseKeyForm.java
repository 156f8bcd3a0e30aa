package io.tallyport.client;

import java.util.regex.Pattern;

/** License keys are secrets: one that is given where an id belongs must not reach a topic or a log. */
final class LicenseKeyForm {

    private static final String PREFIX = "tk_";
    private static final Pattern FORM = Pattern.compile("tk_[A-Z0-9]{5}(-[A-Z0-9]{2,5}){6}");

    /** Throws {@link IllegalArgumentException}, without the value, when it has the form of a license key. */
    static void refuse(String field, String value) {
        if (value.startsWith(PREFIX) && FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(field + ": is a license key; give the license id");
        }
    }

    private LicenseKeyForm() {}
}
