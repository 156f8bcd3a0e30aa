package io.tallyport.port.explain;

import io.tallyport.domain.entitlement.CheckReason;
import io.tallyport.domain.entitlement.Decision;
import io.tallyport.domain.entitlement.FeatureEntitlement;
import io.tallyport.domain.entitlement.Verdict;
import io.tallyport.domain.evidence.Evidence;
import io.tallyport.port.answer.Json;
import io.tallyport.readmodel.RecordedDecision;
import java.util.ArrayList;
import java.util.List;

/** A decision in plain sentences: who asked what, which limit, which event tipped it, when access returns. */
final class DecisionSentences {

    static List<String> of(RecordedDecision recorded, Decision again) {
        var sentences = new ArrayList<String>();
        sentences.add(asked(recorded));
        sentences.add(again.detail());
        FeatureEntitlement basis = recorded.basis();
        if (basis != null && basis.limit() != null) {
            sentences.add(limit(recorded, basis));
            tipped(basis).ifPresent(sentences::add);
            if (!basis.bound().isEmpty()) {
                sentences.add(
                        "How far usage can pass the limit before checks deny is bounded by: " + basis.bound() + ".");
            }
        }
        sentences.add(end(recorded, again));
        sentences.add(view(recorded));
        boolean equal = again.verdict().name().equals(recorded.verdict())
                && again.reason().equals(recorded.reason());
        sentences.add(
                equal
                        ? "Taken again from the recorded inputs, the decision is the same."
                        : "Taken again from the recorded inputs, the decision would be " + again.verdict() + " "
                                + again.reason() + ", not " + recorded.verdict() + " " + recorded.reason()
                                + ": please report this.");
        return sentences;
    }

    private static String asked(RecordedDecision d) {
        String who = d.caller().isEmpty() ? "A caller" : "The caller " + d.caller();
        String times = d.count() > 1 ? " (" + d.count() + " times within the same second)" : "";
        String of = d.customer().isEmpty() ? "" : " of customer " + d.customer();
        return who + " asked whether license " + d.license() + of + " may use feature " + d.feature() + times
                + "; the answer was " + d.verdict() + " with reason " + d.reason() + ".";
    }

    private static String limit(RecordedDecision d, FeatureEntitlement basis) {
        var limit = basis.limit();
        var window = basis.window();
        return "Plan " + d.plan() + " of product " + d.product() + ", catalog revision " + d.catalogRevision()
                + ", sets a "
                + (basis.hard() ? "hard" : "soft") + " limit of " + (limit == null ? "" : limit.toPlainString())
                + " on meter "
                + basis.meter()
                + (window == null
                        ? ""
                        : " per " + window + " (this one: " + Json.instant(basis.windowFromMs()) + " to "
                                + Json.instant(basis.windowToMs()) + ")")
                + "; usage was " + basis.usedWhenDecided().toPlainString() + " when the level became " + basis.level()
                + ".";
    }

    private static java.util.Optional<String> tipped(FeatureEntitlement basis) {
        Evidence evidence = basis.evidence();
        if (evidence == null) {
            return java.util.Optional.empty();
        }
        String at = evidence.origin() + " (topic-partition@offset)";
        return java.util.Optional.of(
                evidence.eventId().isEmpty()
                        ? "What led to it is the record at " + at + "; the rule is " + evidence.rule() + "."
                        : "The event that tipped it is " + evidence.eventId() + " from " + evidence.eventSource()
                                + ", at " + at + "; the rule is " + evidence.rule() + ".");
    }

    private static String end(RecordedDecision recorded, Decision again) {
        if (again.reason().equals(CheckReason.LICENSE_IN_GRACE.name())) {
            return "Access ends with the grace of the license" + graceEnd(recorded)
                    + ", unless it is renewed before that; usage is counted as ever.";
        }
        if (again.verdict() != Verdict.DENY) {
            return recorded.validUntilMs() > 0
                    ? "The answer holds until " + Json.instant(recorded.validUntilMs())
                            + " unless usage or the license changes."
                    : "The answer holds until usage or the license changes.";
        }
        return switch (again.reason()) {
            case "QUOTA_EXHAUSTED", "QUOTA_BREACHED" ->
                recorded.validUntilMs() > 0
                        ? "Access returns at " + Json.instant(recorded.validUntilMs())
                                + ", when the window ends, or sooner with a higher limit."
                        : "Access returns with the next window, or sooner with a higher limit.";
            case "LICENSE_SUSPENDED" -> "Access returns when the license is resumed.";
            case "LICENSE_REVOKED" -> "Access returns only if the license is reinstated.";
            case "LICENSE_EXPIRED" -> "Access returns when the license is renewed.";
            case "LICENSE_NOT_STARTED" -> "Access begins when the license starts, by itself or by an activation.";
            case "LICENSE_UNKNOWN" -> "Access begins when the license is issued.";
            case "FEATURE_NOT_GRANTED" -> "Access begins when the plan grants the feature.";
            case "VIEW_NOT_LOADED", "VIEW_TOO_OLD" -> "Access returns when the node hears from the pipeline again.";
            default -> "Access returns when the reason is gone.";
        };
    }

    private static String graceEnd(RecordedDecision d) {
        Long graceUntilMs = d.graceUntilMs();
        return graceUntilMs == null ? "" : ", at " + Json.instant(graceUntilMs);
    }

    private static String view(RecordedDecision d) {
        if (d.viewAgeMs() < 0) {
            return "The node had not heard from the pipeline when it answered.";
        }
        return "It was answered from entitlement version " + d.entitlementVersion() + ", read " + d.viewAgeMs()
                + " ms after the pipeline's last sign of life, at pipeline time " + Json.instant(d.atMs()) + ".";
    }

    private DecisionSentences() {}
}
