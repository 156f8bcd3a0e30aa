package io.tallyport.port.explain;

import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.Statement;
import java.util.ArrayList;
import java.util.List;

/** A number in plain sentences: one to pass on, and what else there is to know. */
final class UsageSentences {

    /** One sentence that says it all: who told the number, and whether the events come to it. */
    static String summary(UsageExplanation explained) {
        UsageComparison comparison = explained.comparison();
        String told = "License " + explained.question().license() + ", " + named(explained) + ", period from "
                + Json.instant(explained.question().fromMs()) + " to "
                + Json.instant(explained.question().toMs()) + ": " + who(explained)
                + comparison
                        .stated()
                        .map(n -> " " + amount(explained, PlainNumber.text(n)))
                        .orElse(" what the lines have")
                + ", and the " + events(comparison.recomputedEvents()) + " that count"
                + (comparison.recomputedEvents() == 1 ? "s" : "");
        if (comparison.isEqual()) {
            return told + (comparison.recomputedEvents() == 1 ? " comes" : " come") + " to the same.";
        }
        if (explained.isUntold()) {
            return told + (comparison.recomputedEvents() == 1 ? " comes" : " come")
                    + " to something else yet: a recount of them is awaited, so whether it is the same cannot be told;"
                    + " ask again when it is done.";
        }
        String differs = comparison
                .recomputed()
                .map(n -> " to " + amount(explained, PlainNumber.text(n)) + ": a difference of "
                        + PlainNumber.text(n.subtract(comparison.stated().orElseThrow())))
                .orElse(" to something else, see the lines");
        return told + (comparison.recomputedEvents() == 1 ? " comes" : " come") + differs + why(explained) + ".";
    }

    /** What else there is to know. */
    static List<String> more(UsageExplanation explained) {
        var more = new ArrayList<String>();
        UsageRecomputation recomputation = explained.recomputation();
        Statement statement = explained.stated().statement();
        if (recomputation.afterStatement() > 0) {
            more.add(events(recomputation.afterStatement()) + " came after "
                    + (statement == null
                            ? "the period was closed."
                            : "statement " + statement.summary().statement()
                                    + " was made, and so belong" + (recomputation.afterStatement() == 1 ? "s" : "")
                                    + " to the adjustments of a later one."));
        }
        if (recomputation.takenBack() > 0) {
            more.add(events(recomputation.takenBack()) + (recomputation.takenBack() == 1 ? " counts" : " count")
                    + " no more: voided or amended, as the list says.");
        }
        if (explained.comparison().byHand().signum() != 0) {
            more.add(amount(explained, PlainNumber.text(explained.comparison().byHand()))
                    + " was adjusted by hand and rests on no event, so it is in neither of the two numbers.");
        }
        if (explained.stated().recounting()) {
            more.add("The reading waits for a recount: ask again when it is done.");
        }
        if (recomputation.recounted() > 0) {
            more.add(events(recomputation.recounted()) + (recomputation.recounted() == 1 ? " counts" : " count")
                    + " by another version of the meter than at first: a revision of the catalog brought one that begins"
                    + " no later.");
        }
        if (recomputation.unmeasuredByRecount() > 0) {
            more.add(events(recomputation.unmeasuredByRecount())
                    + " cannot be measured by the version of the meter that was to recount them, so they add nothing.");
        }
        if (explained.undecided() > 0) {
            more.add(explained.undecided()
                    + " records of the license have no verdict yet (they have just come, or wait in quarantine), and are"
                    + " not counted here.");
        }
        if (recomputation.unmeasured() > 0) {
            more.add(events(recomputation.unmeasured())
                    + " could not be measured again by the meter of the revision that counted them.");
        }
        CertificateCheck certificate = explained.certificate();
        if (certificate != null) {
            more.add(certificate.sentence());
        }
        return more;
    }

    private static String named(UsageExplanation explained) {
        return "meter " + explained.question().meter()
                + (explained.question().meterVersion() == null
                        ? ""
                        : " version " + explained.question().meterVersion())
                + (explained.question().group().isEmpty()
                        ? ""
                        : " group " + explained.question().group());
    }

    private static String who(UsageExplanation explained) {
        Statement statement = explained.stated().statement();
        if (statement == null) {
            return "the reading says";
        }
        List<String> adjusted = explained.stated().adjustedIn();
        return "statement " + statement.summary().statement()
                + (adjusted.isEmpty() ? " says" : " with the adjustments of " + String.join(", ", adjusted) + " says");
    }

    private static String why(UsageExplanation explained) {
        if (explained.waitsForNextStatement()) {
            return ", which the next statement adjusts: "
                    + events(explained.recomputation().sinceLastStatement())
                    + " came, or were corrected or recounted, since the last one";
        }
        return explained.moved() ? "; usage went on while this was read, so ask again" : "; please report this";
    }

    private static String amount(UsageExplanation explained, String number) {
        return number + " " + explained.meter().unit();
    }

    private static String events(long number) {
        return number == 1 ? "1 event" : number + " events";
    }

    private UsageSentences() {}
}
