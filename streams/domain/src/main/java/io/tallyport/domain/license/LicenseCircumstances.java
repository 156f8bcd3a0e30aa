package io.tallyport.domain.license;

import org.jspecify.annotations.Nullable;

/**
 * What a command meets beside the license: the usage that was counted, and which periods are closed.
 *
 * @param planFromMs the first instant from which another plan can hold: behind all usage that was counted, and all plans that held
 * @param refusal why the command cannot be taken; null if it can
 * @param field the field at fault; empty if none
 * @param detail a sentence; what is to be done, or why it is refused
 */
public record LicenseCircumstances(
        long planFromMs, @Nullable LicenseRefusal refusal, String field, String detail) {

    /** Nothing stands against it. */
    public static LicenseCircumstances from(long planFromMs) {
        return new LicenseCircumstances(planFromMs, null, "", "");
    }
}
