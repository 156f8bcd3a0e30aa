package io.tallyport.pipeline.state;

import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.domain.ledger.LicenseLedger;
import io.tallyport.domain.license.AnsweredCommand;
import io.tallyport.domain.license.License;
import io.tallyport.domain.license.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of what a license's terms say beside their end: its own, those of its answers, the key before and the grace that are published.
 * Most say no more than the end, and are not stored; nor were they before there were terms.
 */
final class TermCodec {

    /** Whether there is nothing to store beside the ends. */
    static boolean isPlain(LicenseLedger ledger) {
        License license = ledger.license();
        Entitlement published = ledger.published();
        boolean hasMore = published != null
                && (published.graceUntilMs() != published.expiresAtMs()
                        || !published.oldKeyHash().isEmpty());
        if (hasMore || license != null && !license.oldKeyHash().isEmpty()) {
            return false;
        }
        return license == null
                || isPlain(license, license.term())
                        && license.answered().stream()
                                .allMatch(answered ->
                                        isPlain(license, answered.answer().term()));
    }

    private static boolean isPlain(License license, Term term) {
        return term.equals(plain(license, term));
    }

    private static Term plain(License license, Term term) {
        return Term.until(license.issuedAtMs(), term.expiresAtMs());
    }

    /** Writes the terms of a license that has some. */
    static void write(BinaryOutput out, LicenseLedger ledger) {
        License license = java.util.Objects.requireNonNull(ledger.license());
        writeTerm(out, license.term());
        out.text(license.oldKeyHash());
        out.list(
                license.answered(),
                (o, answered) -> writeTerm(o, answered.answer().term()));
        out.optional(
                ledger.published(),
                (o, published) -> o.fixed(published.graceUntilMs())
                        .text(published.oldKeyHash())
                        .fixed(published.oldKeyUntilMs()));
    }

    /** A license with the terms that were stored. */
    static License read(BinaryInput in, License license) {
        Term term = readTerm(in);
        String oldKeyHash = in.text();
        List<Term> ofAnswers = in.list(TermCodec::readTerm);
        if (ofAnswers.size() != license.answered().size()) {
            throw in.damaged("terms of " + ofAnswers.size() + " answers in place of "
                    + license.answered().size());
        }
        return with(license.withOldKey(oldKeyHash), term, ofAnswers);
    }

    /** What was published, with the grace that was stored. */
    static @Nullable Entitlement read(BinaryInput in, @Nullable Entitlement published) {
        boolean isStored = in.flag();
        if (published == null || !isStored) {
            return published;
        }
        return published.withGraceUntil(in.fixed()).withOldKey(in.text(), in.fixed());
    }

    /** A license of which no terms were stored. */
    static License plain(License license) {
        return with(
                license,
                plain(license, license.term()),
                license.answered().stream()
                        .map(answered -> plain(license, answered.answer().term()))
                        .toList());
    }

    /** Equal terms are one. */
    private static License with(License license, Term term, List<Term> ofAnswers) {
        var answered = new ArrayList<AnsweredCommand>(ofAnswers.size());
        Term last = term;
        for (int i = 0; i < ofAnswers.size(); i++) {
            Term own = ofAnswers.get(i);
            last = own.equals(term) ? term : own.equals(last) ? last : own;
            AnsweredCommand before = license.answered().get(i);
            answered.add(new AnsweredCommand(before.bodyHash(), before.answer().withTerm(last)));
        }
        return license.with(term, answered);
    }

    private static void writeTerm(BinaryOutput out, Term term) {
        out.fixed(term.startsAtMs())
                .fixed(term.startedAtMs())
                .fixed(term.expiresAtMs())
                .fixed(term.graceUntilMs())
                .flag(term.trial())
                .flag(term.fixed())
                .flag(term.renews())
                .fixed(term.noticedMs())
                .optional(term.next(), (o, next) -> o.text(next.plan()).fixed(next.atMs()))
                .fixed(term.oldKeyUntilMs());
    }

    private static Term readTerm(BinaryInput in) {
        return new Term(
                in.fixed(),
                in.fixed(),
                in.fixed(),
                in.fixed(),
                in.flag(),
                in.flag(),
                in.flag(),
                in.fixed(),
                in.optional(i -> new Term.PlanChange(i.text(), i.fixed())),
                in.fixed());
    }

    private TermCodec() {}
}
