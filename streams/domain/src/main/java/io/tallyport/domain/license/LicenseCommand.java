package io.tallyport.domain.license;

import io.tallyport.domain.catalog.UsageCalendar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody, or time, asks of a license.
 *
 * @param kind what is asked
 * @param license license id
 * @param commandId unique id of the command, by which a repeat is known; empty for internal kinds (a command without an id is
 *     never recognized as a repeat)
 * @param author who asks; empty for internal kinds
 * @param reason why
 * @param product product id, for ISSUE; else empty
 * @param plan plan id, for ISSUE and CHANGE_PLAN; else empty
 * @param customer customer id, for ISSUE; else empty
 * @param keyHash keyed hash of the license key, for ISSUE and REKEY; else empty
 * @param expiresAtMs end of validity, exclusive, for ISSUE; {@link Long#MAX_VALUE} if none
 * @param timeZone time zone of its windows, for ISSUE; empty for UTC
 * @param anchorMs an instant at which a month of it begins, for ISSUE; {@link UsageCalendar#NO_ANCHOR} if none
 * @param startsAtMs when it starts, for ISSUE; {@link Term#NEVER} if with the issue, or when it is told
 * @param attributes what ADJUST, RENEW, CHANGE_PLAN, REKEY, RELEASE_STATEMENT and commands about seats say, as it was sent
 */
public record LicenseCommand(
        Kind kind,
        String license,
        String commandId,
        String author,
        String reason,
        String product,
        String plan,
        String customer,
        String keyHash,
        long expiresAtMs,
        String timeZone,
        long anchorMs,
        long startsAtMs,
        Map<String, String> attributes) {

    public LicenseCommand {
        attributes = Map.copyOf(attributes);
    }

    /** What can be asked. */
    public enum Kind {
        ISSUE,
        SUSPEND,
        RESUME,
        REVOKE,
        /** Ends a quarantine. */
        RELEASE,
        /** Another plan of the same product holds from now on, or from an instant on. */
        CHANGE_PLAN,
        /** What was scheduled is not to happen. */
        CANCEL_CHANGE,
        /** Corrects a closed period by hand. */
        ADJUST,
        /** Issues a statement that is held. */
        RELEASE_STATEMENT,
        /** Gives a member a named seat. */
        SEAT_ASSIGN,
        /** Takes it back. */
        SEAT_RELEASE,
        /** Starts a draft. */
        ACTIVATE,
        /** Puts off its end, or says whether it does so itself. */
        RENEW,
        /** Gives it another key. */
        REKEY,
        /** Takes a revocation back. */
        REINSTATE,
        /** Internal: what is due happens. */
        PASS_TIME,
        /** Internal: usage was counted of a license that waited for it. */
        USE,
        /** Internal: the catalog gave its plan other terms. */
        CHANGE_TERMS,
        /** Internal: a decision about the license failed. */
        QUARANTINE;

        /** Whether only the pipeline itself may ask this, never a client. */
        public boolean isInternal() {
            return this == PASS_TIME || this == USE || this == QUARANTINE || this == CHANGE_TERMS;
        }
    }

    /** A command on an existing license. */
    public static LicenseCommand of(Kind kind, String license, String commandId, String author, String reason) {
        return new LicenseCommand(
                kind,
                license,
                commandId,
                author,
                reason,
                "",
                "",
                "",
                "",
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                Map.of());
    }

    /** What a due timer of the license asks. */
    public static LicenseCommand passTime(String license) {
        return of(Kind.PASS_TIME, license, "", "", "");
    }

    /** What usage asks of a license that waits for it. */
    public static LicenseCommand use(String license) {
        return of(Kind.USE, license, "", "", "");
    }

    /** What a revision asks that gave the license's plan other terms. */
    public static LicenseCommand changeTerms(License license, long revision) {
        return new LicenseCommand(
                Kind.CHANGE_TERMS,
                license.id(),
                "",
                "catalog",
                "revision " + revision,
                "",
                license.plan(),
                "",
                "",
                Long.MAX_VALUE,
                "",
                UsageCalendar.NO_ANCHOR,
                Term.NEVER,
                Map.of());
    }

    /** What a failed decision asks; the reason says which failed and how. */
    public static LicenseCommand quarantine(String license, String reason) {
        return of(Kind.QUARANTINE, license, "", "", reason);
    }

    /** A 64-bit hash of everything but the id: a repeat with another hash is another command under a used id. */
    public long bodyHash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(kind.name(), license, author, reason, product, plan, customer, keyHash)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(expiresAtMs).flip());
            // Only if they are there: commands of builds that had none keep their hash.
            if (!timeZone.isEmpty() || anchorMs != UsageCalendar.NO_ANCHOR) {
                digest.update(timeZone.getBytes(StandardCharsets.UTF_8));
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(anchorMs).flip());
            }
            if (startsAtMs != Term.NEVER) {
                digest.update((byte) 1);
                digest.update(
                        ByteBuffer.allocate(Long.BYTES).putLong(startsAtMs).flip());
            }
            new TreeMap<>(attributes).forEach((name, value) -> {
                digest.update((name + '=' + value).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
