package io.tallyport.port.license;

import io.tallyport.wire.LicenseCommandKind;
import java.util.Map;

/**
 * What is asked of a license that exists.
 *
 * @param kind what
 * @param license license id
 * @param commandId chosen by the caller so that a repeat is safe; empty if not
 * @param author who asks
 * @param reason why
 * @param plan another plan; empty if none is asked for
 * @param attributes what else the kind says; also part of the answer
 */
public record LicenseChange(
        LicenseCommandKind kind,
        String license,
        String commandId,
        String author,
        String reason,
        String plan,
        Map<String, String> attributes) {
    public LicenseChange {
        attributes = Map.copyOf(attributes);
    }
}
