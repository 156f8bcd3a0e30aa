package io.tallyport.domain.entitlement;

import io.tallyport.domain.catalog.FailurePolicy;
import io.tallyport.domain.catalog.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Says a decision in one sentence, for support staff. Built only when somebody reads it. */
final class DecisionSentence {

    static String of(Decision d) {
        String opening = switch (d.verdict()) {
            case ALLOW -> "Allowed: ";
            case DENY -> "Denied: ";
            case ALERT -> "Allowed, but someone should look: ";
        };
        return opening + why(d) + staleness(d) + ".";
    }

    private static String why(Decision d) {
        String license = "license " + d.license();
        Entitlement e = d.inputs().entitlement();
        return switch (d.reason()) {
            case "VIEW_NOT_LOADED" -> "the view of entitlements has not heard from the pipeline yet";
            case "LICENSE_UNKNOWN" -> license + " is not known";
            case "LICENSE_SUSPENDED" -> license + " is suspended; access returns when it is resumed";
            case "LICENSE_NOT_STARTED" -> license + " has not started";
            case "LICENSE_IN_GRACE" ->
                license + " is past its end; it can be used on" + (e == null ? "" : until(e.graceUntilMs()));
            case "LICENSE_REVOKED" -> license + " is revoked";
            case "LICENSE_EXPIRED" ->
                license + " expired"
                        + (e == null || e.expiresAtMs() == Long.MAX_VALUE ? "" : " at " + instant(e.expiresAtMs()));
            case "FEATURE_NOT_GRANTED" ->
                license + " has plan " + (e == null ? "" : e.plan()) + ", which does not grant feature " + d.feature();
            case "LICENSE_QUARANTINED" ->
                license + " is quarantined after a fault; this is its last known answer until an operator releases it";
            default -> whyOfFeature(d, license);
        };
    }

    private static String until(long ms) {
        return ms == Long.MAX_VALUE ? "" : " until " + instant(ms);
    }

    private static String whyOfFeature(Decision d, String license) {
        FeatureEntitlement f = d.basis();
        if (f == null) {
            return license + ", feature " + d.feature() + ": " + d.reason();
        }
        return switch (d.reason()) {
            case "VIEW_TOO_OLD" ->
                "the view of " + license + " is too old to answer for feature " + f.feature() + " ("
                        + policy(d, f.onFailure()) + ")";
            case "FAIL_OPEN" ->
                "feature " + f.feature() + " of " + license + " stays open without a fresh view, as the catalog says";
            case "QUOTA_EXHAUSTED", "QUOTA_BREACHED", "QUOTA_SOFT_EXCEEDED" ->
                license + " used " + quota(f) + end(d, f);
            case "OK" -> license + " may use feature " + f.feature();
            default -> license + ", feature " + f.feature() + ": " + d.reason();
        };
    }

    private static String quota(FeatureEntitlement f) {
        BigDecimal limit = f.limit();
        Window window = f.window();
        return f.usedWhenDecided().toPlainString()
                + (limit == null ? "" : " of " + limit.toPlainString())
                + " " + f.meter()
                + (window == null
                        ? ""
                        : " in the " + window.name().toLowerCase(Locale.ROOT) + " from " + instant(f.windowFromMs()));
    }

    private static String end(Decision d, FeatureEntitlement f) {
        if (f.windowToMs() <= 0) {
            return "";
        }
        if (d.nowMs() >= f.windowToMs()) {
            return "; that window ended at " + instant(f.windowToMs())
                    + " and the answer changes when the pipeline publishes the reset";
        }
        return (d.verdict() == Verdict.DENY ? "; access returns at " : "; the window ends at ")
                + instant(f.windowToMs());
    }

    private static String policy(Decision d, FailurePolicy policy) {
        String unitsGone = EntitlementCheck.unitsLeft(d.inputs(), policy)
                ? ""
                : ", and " + d.inputs().staleAllows() + " of " + policy.units().toPlainString()
                        + " were allowed since it is stale";
        return switch (policy.mode()) {
            case OPEN -> "policy open";
            case CLOSED -> "policy closed";
            case LAST_KNOWN -> "policy lastKnown for " + policy.period();
            case BOUNDED -> "policy bounded for " + policy.period() + unitsGone;
        };
    }

    private static String staleness(Decision d) {
        ViewTime time = d.inputs().time();
        if (!time.isLoaded() || time.isFresh()) {
            return "";
        }
        return "; the view is " + Duration.ofMillis(time.ageMs()) + " old";
    }

    private static String instant(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }

    private DecisionSentence() {}
}
