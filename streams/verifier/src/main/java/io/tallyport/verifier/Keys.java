package io.tallyport.verifier;

import io.tallyport.verifier.Licenses.Answer;
import io.tallyport.wire.EntitlementSnapshotV1;
import io.tallyport.wire.LicenseCommandV1;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a license: the last one, and for a while the one before.
 *
 * @param hash keyed hash of the last one; empty if the command that brought it is not kept any more
 * @param oldHash that of the one before
 * @param oldUntilMs until when that one is taken too; {@link Term#NEVER} if there is none
 */
record Keys(String hash, String oldHash, long oldUntilMs) {

    private static final String INVALID = "OVERLAP_INVALID";
    private static final long LONGEST_OVERLAP_MS = Duration.ofDays(366).toMillis();
    /** Days, hours and minutes as they are written without doubt. */
    private static final Pattern PLAIN = Pattern.compile("P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(0S)?)?");

    /** The one that a license is issued with. */
    static Keys first(String hash) {
        return new Keys(hash, "", Term.NEVER);
    }

    /** A new one; the last one becomes the one before, and one that was old already ends. */
    Keys followedBy(String next, long untilMs) {
        return new Keys(next, hash, untilMs);
    }

    /** The same where an event says until when the one before is taken. */
    Keys until(@Nullable Long oldMs) {
        return new Keys(hash, oldHash, Term.orNever(oldMs));
    }

    /** Decides on REKEY, of a license whose state allows it. */
    static Answer change(Life life, LicenseCommandV1 command, long nowMs, @Nullable Answer said) {
        if (command.getKeyHash().isBlank()) {
            return Answer.refused("KEY_MISSING");
        }
        String text = command.getAttributes().getOrDefault("overlap", "PT0S");
        long overlapMs = overlapMs(text);
        boolean saidInvalid = said != null && said.refusal().equals(INVALID);
        if (overlapMs < 0 || saidInvalid && !PLAIN.matcher(text).matches()) {
            return Answer.refused(INVALID);
        }
        life.haveKeys(life.keys().followedBy(command.getKeyHash(), overlapMs == 0 ? Term.NEVER : nowMs + overlapMs));
        life.stays("REKEYED", nowMs);
        return Answer.moved("REKEYED");
    }

    /** How long the key before is taken; negative if that cannot be. Whether seconds may be said is left open. */
    private static long overlapMs(String text) {
        try {
            long ms = Duration.parse(text).toMillis();
            return ms <= LONGEST_OVERLAP_MS ? ms : -1;
        } catch (DateTimeException | ArithmeticException e) {
            return -1;
        }
    }

    /** Whether a snapshot has them. */
    boolean areOf(EntitlementSnapshotV1 snapshot) {
        boolean isOld = oldUntilMs != Term.NEVER;
        return mayBe(hash, snapshot.getKeyHash())
                && (isOld
                        ? mayBe(oldHash, snapshot.getOldKeyHash())
                        : snapshot.getOldKeyHash().isEmpty())
                && Objects.equals(snapshot.getOldKeyUntilMs(), LifeFields.said(oldUntilMs));
    }

    private static boolean mayBe(String known, String said) {
        return known.isEmpty() || known.equals(said);
    }
}
