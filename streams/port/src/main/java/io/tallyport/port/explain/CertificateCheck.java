package io.tallyport.port.explain;

import io.tallyport.domain.statement.PeriodTally;
import io.tallyport.readmodel.Statement;
import io.tallyport.readmodel.StatementCertificate;

/**
 * The certificate of a statement, held against the events. Pure.
 *
 * @param certificate what the statement says of the events of its period, of all meters
 * @param then the same events as they were when it was made, counted again
 * @param now as they stand now
 * @param checkable whether the two can be compared; not where the statement was made of less than everything
 */
record CertificateCheck(
        StatementCertificate certificate, PeriodTally.Count then, PeriodTally.Count now, boolean checkable) {

    static CertificateCheck of(
            Statement statement, StatementCertificate certificate, UsageRecomputation recomputation) {
        return new CertificateCheck(
                certificate,
                recomputation.tallyAtStatement(),
                recomputation.tally(),
                certificate.complete() && statement.summary().releasedBy().isEmpty());
    }

    /** A digest as certificates write it: 32 hexadecimal digits. */
    static String text(PeriodTally.Count count) {
        return "%016x%016x".formatted(count.high(), count.low());
    }

    /** Whether the events as they were then give the certificate. */
    boolean isEqual() {
        return certificate.counted() == then.counted()
                && certificate.voided() == then.voided()
                && certificate.standing() == then.standing()
                && certificate.digest().equals(text(then));
    }

    /** Whether events of the period came, or were corrected, since. */
    boolean isChangedSince() {
        return !then.equals(now);
    }

    /** In a sentence. */
    String sentence() {
        String since = isChangedSince()
                ? "; since then events came or were corrected, and the digest of those that stand is " + text(now)
                : "; nothing has changed since";
        if (!checkable) {
            return "Its certificate cannot be held against them: the statement was made of less than all events" + since
                    + ".";
        }
        return (isEqual()
                        ? "The events that stood when the statement was made give its certificate: " + then.standing()
                                + " ids, digest " + text(then)
                        : "The events that stood when the statement was made DO NOT give its certificate: "
                                + then.standing() + " ids, digest " + text(then) + ", not " + certificate.standing()
                                + " and " + certificate.digest())
                + since + ".";
    }
}
